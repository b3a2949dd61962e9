import { expect } from 'chai';
import { itemService } from './itemService.js';
import { makeService } from './service.js';

/** Runs a service that is at fault through the framework, as a user does. */
const printed = async (block: string, command: string) => {
  const service = await makeService(itemService({ block }));
  try {
    return await service.run(command);
  } finally {
    await service.remove();
  }
};

/** A line of a stack trace; the framework's own warnings begin with `at` too. */
const stackLine = /^\s+at .*:\d+:\d+\)?$/m;

describe('a fault in serverless.yml, as the framework prints it', () => {
  it('stops serverless package without a stack trace: a misspelled key', async () => {
    const { code, output } = await printed('eventSourcing: { aggregats: { Item: src/item.Item } }', 'package');

    expect(code, output).to.equal(1);
    expect(output).to.include("eventSourcing.aggregats is not known: the keys are 'aggregates', 'projections',");
    expect(output).to.include("Did you mean 'aggregates'?");
    expect(output).not.to.match(stackLine);
  });

  for (const mode of ['warn', 'error', 'off']) {
    it(`stops serverless print in the framework's configValidationMode '${mode}'`, async () => {
      const wrong = 'eventSourcing: { aggregates: { Item: src/item.Item }, tables: { deletionPolicy: Keep } }';
      const { code, output } = await printed(`configValidationMode: ${mode}\n${wrong}`, 'print');

      expect(code, output).to.equal(1);
      expect(output).to.include("eventSourcing.tables.deletionPolicy must be 'Retain' or 'Delete', 'Keep' given.");
      expect(output).not.to.match(stackLine);
    });
  }
});
