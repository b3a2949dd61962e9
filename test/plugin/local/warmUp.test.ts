import { expect } from 'chai';
import type { Invoke } from '../../../plugin/src/local/pump/deliver.js';
import { warmUp } from '../../../plugin/src/local/pump/warmUp.js';

describe('functions behind a stream', () => {
  it('are loaded before their first event, each once, and those that cannot be are named', async () => {
    const invoked: string[] = [];
    const warnings: string[] = [];
    const invoke: Invoke = async (functionName, { Records }) => {
      invoked.push(`${functionName} ${Records.length}`);
      return functionName === 'broken' ? { error: 'no such module' } : { response: { batchItemFailures: [] } };
    };

    await warmUp([{ functionName: 'project' }, { functionName: 'broken' }, { functionName: 'project' }], invoke, {
      warning: (text) => warnings.push(text),
    });

    expect(invoked).to.deep.equal(['project 0', 'broken 0']);
    expect(warnings).to.deep.equal(['broken fails before it is given anything: no such module']);
  });
});
