import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import type { CloudEvent } from '../../../runtime/src/index.js';
import { awsSettings } from '../endpoints.js';
import { makeQueue, receive, unique } from '../publishers/published.js';
import { type Deployment, deployed } from './deployment.js';
import { failuresIn } from './mappings.js';
import { drainQueue, sqs } from './queueMapping.js';
import { execute, isolatedQueue, row, settle } from './shopClient.js';
import { feed, recordOf } from './streamMapping.js';

/* SQS' rule for both, which moto does not check: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const fifoId = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

describe('Consumers behind queues of their own that are deployed', function () {
  this.timeout(120_000);
  let deployment: Deployment;

  before(async () => {
    deployment = await deployed();
  });

  const drain = (key: string) => drainQueue(deployment, isolatedQueue(deployment, key));
  const place = (id: string) => execute(deployment, 'Order', id, 'PlaceOrder', { itemId: unique('none'), quantity: 1, seconds: 3600 });
  /** Tells a consumer of commits, as the function of reactions does, in an order of the test's own. */
  async function tell(key: string, ...announcements: readonly object[]): Promise<void> {
    const QueueUrl = await deployment.queueUrl(`${deployment.name}-dev-${key}.fifo`);
    for (const announcement of announcements) {
      const ids = { MessageGroupId: unique('group'), MessageDeduplicationId: unique('again') };
      await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(announcement), ...ids }));
    }
  }

  it('are told of commits by messages that say where they are, and take them from the table', async () => {
    await settle(deployment);
    const id = unique('order');
    await place(id);
    await execute(deployment, 'Order', id, 'PayOrder', {});

    await feed(deployment, 'reactions');
    const QueueUrl = await deployment.queueUrl(`${deployment.name}-dev-ordersProjection.fifo`);
    const receiving = new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, MessageSystemAttributeNames: ['All'] });
    const { Messages = [] } = await sqs().send(receiving);
    const before = await row(deployment, 'orders', id);
    await drain('ordersProjection');

    expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).to.deep.equal([{ stream: `Order/${id}`, from: 1, to: 2 }]);
    expect(before).to.equal(undefined);
    expect(await row(deployment, 'orders', id)).to.deep.equal({ id, status: 'paid' });
    await drain('receivers');
    expect((await deployment.lambda('receivers')).output()).to.include('a receiver heard of Order');
  });

  it('have messages whose ids SQS takes, however long a stream is called', async () => {
    await settle(deployment);
    const ids = [unique(`ä 😀 \u2028"\\${'x'.repeat(230)}`), unique('short')];
    for (const id of ids) await place(id);

    await feed(deployment, 'reactions');
    const QueueUrl = await deployment.queueUrl(`${deployment.name}-dev-ordersProjection.fifo`);
    const receiving = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['All'],
    });
    const { Messages = [] } = await sqs().send(receiving);
    await settle(deployment);

    const attributes = Messages.map(({ Attributes }) => Attributes);
    expect(attributes).to.have.length(2);
    for (const attribute of attributes) {
      expect(attribute?.MessageGroupId).to.match(fifoId);
      expect(attribute?.MessageDeduplicationId).to.match(fifoId);
    }
    expect(new Set(attributes.map((attribute) => attribute?.MessageGroupId)).size).to.equal(2);
    for (const id of ids) expect(await row(deployment, 'orders', id)).to.include({ id });
  });

  it('take each commit once, though they are told of it again, and in another order', async () => {
    const topics = new SNSClient(awsSettings());
    const { EVENT_SOURCING_TARGETS = '' } = await deployment.environment('toldPublisher');
    const { url, arn } = await makeQueue(sqs(), unique('told'));
    const { told }: { readonly told: { readonly to: string } } = JSON.parse(EVENT_SOURCING_TARGETS);
    await topics.send(
      new SubscribeCommand({ TopicArn: told.to, Protocol: 'sqs', Endpoint: arn, Attributes: { RawMessageDelivery: 'true' } }),
    );
    const id = unique('item');
    await execute(deployment, 'Item', id, 'CreateItem', { quantity: 9 });
    await execute(deployment, 'Item', id, 'ReserveStock', { quantity: 2 });
    await execute(deployment, 'Item', id, 'ReserveStock', { quantity: 3 });

    await tell('toldPublisher', { stream: `Item/${id}`, from: 3, to: 3 }, { stream: `Item/${id}`, from: 1, to: 2 });
    await drain('toldPublisher');
    await tell('toldPublisher', { stream: `Item/${id}`, from: 1, to: 2 }, { stream: `Item/${id}`, from: 3, to: 3 });
    await drain('toldPublisher');
    await settle(deployment);

    const events = (await receive(sqs(), url, 3)).map((body): CloudEvent => JSON.parse(body));
    expect(events.map((event) => event.id)).to.have.ordered.members([1, 2, 3].map((version) => `Item/${id}@${version}`));
    const { Attributes } = await sqs().send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    expect(Attributes).to.include({ ApproximateNumberOfMessages: '0' });
  });

  it('whose queue is not there have the batch delivered again, while the others are told; the log says which queue', async () => {
    await settle(deployment);
    const id = unique('order');
    await place(id);
    const record = await recordOf(deployment, `Order/${id}`);
    const { EVENT_SOURCING_QUEUE_receivers: url = '' } = await deployment.environment('reactions');
    const nowhere = url.replace('receivers', unique('nowhere'));
    const lambda = await deployment.startLambda('reactions', { EVENT_SOURCING_QUEUE_receivers: nowhere });

    const failed = failuresIn(await lambda.invoke({ Records: [record] }));
    await drain('ordersProjection');
    await lambda.stop();

    expect(failed).to.deep.equal([record.dynamodb.SequenceNumber]);
    expect(await row(deployment, 'orders', id)).to.deep.equal({ id, status: 'placed' });
    const line = lambda
      .output()
      .split('\n')
      .find((one) => one.includes(nowhere));
    expect(line).to.include('"consumer":"receivers"').and.include('StoreRefused').and.include('does not exist');
  });

  it('have queues that keep a stream in order, and what is in them for two weeks', async () => {
    const QueueUrl = await deployment.queueUrl(`${deployment.name}-dev-ordersProjection.fifo`);

    const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));

    expect(Attributes).to.include({
      FifoQueue: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      MessageRetentionPeriod: '1209600',
      VisibilityTimeout: '1800',
    });
  });
});
