import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { deadLetters } from '../../../../runtime/src/adapters/sqs/index.js';
import { caught } from '../../caught.js';

describe('the queue for what an intake cannot take in', () => {
  let sent: string[];
  let failure: Error | undefined;
  beforeEach(() => {
    sent = [];
    failure = undefined;
  });

  const client = () => {
    const own = new SQSClient({ region: 'eu-central-1' });
    own.middlewareStack.add(
      () =>
        async ({ input }) => {
          if (failure) throw failure;
          sent.push(new SendMessageCommand({ QueueUrl: '', MessageBody: '', ...input }).input.MessageBody ?? '');
          return { output: { $metadata: {} }, response: {} };
        },
      { step: 'initialize', priority: 'high' },
    );
    return own;
  };
  const setAside = () => deadLetters({ queueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/letters', client: client() });
  const record = (value: string) => ({ topic: 'payments', partition: 0, offset: 5, value, headers: [{ ce_id: [1] }] });
  const letter = (value: string) => ({
    eventSource: 'aws:kafka',
    records: { 'payments-0': [record(value)] },
    error: { name: 'MalformedRequest', message: 'The record is no JSON.' },
  });

  it('is sent a record as it came, with its error', async () => {
    await setAside()(letter('e30='));

    expect(sent.map((body) => JSON.parse(body))).to.deep.equal([letter('e30=')]);
  });

  it('is told the place of one that is larger than a message', async () => {
    await setAside()(letter('x'.repeat(1_048_576)));

    expect(sent.map((body) => JSON.parse(body))).to.deep.equal([
      { ...letter(''), records: { 'payments-0': [{ topic: 'payments', partition: 0, offset: 5 }] }, tooLarge: true },
    ]);
  });

  it('fails where the queue does not take it', async () => {
    failure = Object.assign(new Error('no right'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });

    expect((await caught(setAside()(letter('e30=')))).code).to.equal('StoreRefused');
  });

  it('wants to know a queue', () => {
    expect(() => deadLetters()).to.throw('EVENT_SOURCING_INTAKE_DEAD_LETTERS is not set, and no queueUrl was given.');
  });
});
