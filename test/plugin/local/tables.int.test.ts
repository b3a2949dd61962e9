import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { localClientConfig } from '../../../plugin/src/local/clientConfig.js';
import { createTables } from '../../../plugin/src/local/tables.js';
import { UserFault } from '../../../plugin/src/userFault.js';
import { sharedDynamoDB } from '../../dynamodbLocal.js';

/** A table as our templates have it, with all that CreateTable refuses or does not know. */
const tableOf = (tableName: string, changes: Record<string, string | readonly Record<string, string>[] | undefined> = {}) => ({
  Rows: {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Retain',
    Properties: {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'price', AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        { IndexName: 'byPrice', KeySchema: [{ AttributeName: 'price', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      Tags: [{ Key: 'a', Value: 'b' }],
      ...changes,
    },
  },
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
});

describe('the local tables', () => {
  let client: DynamoDBClient;
  before(async () => {
    client = new DynamoDBClient(localClientConfig(await sharedDynamoDB()));
  });
  after(() => client.destroy());

  const faultOf = (creation: Promise<unknown>) =>
    creation.then(
      () => undefined,
      (error: unknown) => (error instanceof UserFault ? error : Promise.reject(error)),
    );

  it('are made from the template, with key, index and stream, and are ready to use', async () => {
    const [table] = await createTables(client, tableOf('made'));

    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'made' }));
    expect(Table?.TableStatus).to.equal('ACTIVE');
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).to.deep.equal(['byPrice']);
    expect(table).to.deep.equal({ tableName: 'made', streamArn: Table?.LatestStreamArn });
  });

  it('local tables may be there already', async () => {
    const first = await createTables(client, tableOf('twice'));

    expect(await createTables(client, tableOf('twice'))).to.deep.equal(first);
  });

  it('are refused when they are there with another key, without an index, or without a stream', async () => {
    await createTables(
      client,
      tableOf('old', {
        GlobalSecondaryIndexes: undefined,
        StreamSpecification: undefined,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );

    const otherKey = await faultOf(
      createTables(
        client,
        tableOf('old', {
          GlobalSecondaryIndexes: undefined,
          AttributeDefinitions: [{ AttributeName: 'price', AttributeType: 'N' }],
          KeySchema: [{ AttributeName: 'price', KeyType: 'HASH' }],
        }),
      ),
    );
    const moreIndexes = await faultOf(createTables(client, tableOf('old')));
    const withStream = await faultOf(
      createTables(
        client,
        tableOf('old', { GlobalSecondaryIndexes: undefined, AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] }),
      ),
    );

    expect(otherKey?.message).to.contain('its key is id (S, HASH), and should be price (N, HASH)');
    expect(moreIndexes?.message).to.contain('it lacks the index byPrice');
    expect(withStream?.message).to.contain('its stream is off, and should be NEW_IMAGE');
  });
});
