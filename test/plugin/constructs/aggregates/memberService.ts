import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClientConfig } from '../../../../plugin/src/local/clientConfig.js';
import { createDispatcher, createSignals, defineAggregate, dynamoDBEventStore, object } from '../../../../runtime/src/index.js';
import type { ServiceFiles } from '../../service.js';

/** A module of members, whose addresses are unique. */
export const memberModule = `
import { defineAggregate, object } from 'serverless-event-sourcing-runtime';

export const Member = defineAggregate({
  name: 'Member',
  initialState: () => ({ email: '' }),
  events: { Joined: object({ email: { type: 'string' } }) },
  evolve: { Joined: (_, { data }) => ({ ...data }) },
  commands: { Join: { creates: true, emits: 'Joined' } },
  unique: { email: ({ email }) => email },
});
`;

const plain = `
import { defineAggregate, object } from 'serverless-event-sourcing-runtime';

export const Note = defineAggregate({
  name: 'Note',
  initialState: () => ({}),
  events: { Written: object({}) },
  evolve: { Written: (note) => note },
  commands: { Write: { creates: true, emits: 'Written' } },
});
`;

/** A service of members, whose addresses are unique now. */
export const memberService = (name = 'club'): ServiceFiles => ({
  'serverless.yml': `service: ${name}
plugins: [serverless-event-sourcing]
provider: { name: aws }
eventSourcing: { aggregates: { Member: src/member.Member, Note: src/note.Note } }
`,
  'src/member.ts': memberModule,
  'src/note.ts': plain,
});

/** The same aggregate as it was before. */
const MemberBefore = defineAggregate({
  name: 'Member',
  initialState: () => ({ email: '' }),
  events: { Joined: object({ email: { type: 'string' } }) },
  evolve: { Joined: (_, { data }) => ({ ...data }) },
  commands: { Join: { creates: true, emits: 'Joined' } },
});

/** Makes the tables that the service would have, with members from before, each with an address. */
export const membersAt = async (endpoint: string, name: string, members: Readonly<Record<string, string>>) => {
  const client = new DynamoDBClient(localClientConfig(endpoint));
  const [events, guards] = [`${name}-dev-events`, `${name}-dev-guards`];
  const number = { AttributeName: 'version', AttributeType: 'N' } as const;
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
  await client.send(
    new CreateTableCommand({
      TableName: events,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('stream'), number],
      KeySchema: [
        { AttributeName: 'stream', KeyType: 'HASH' },
        { AttributeName: 'version', KeyType: 'RANGE' },
      ],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: guards,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('guard')],
      KeySchema: [{ AttributeName: 'guard', KeyType: 'HASH' }],
    }),
  );
  const store = dynamoDBEventStore({ client, tableName: events, guardsTableName: guards });
  const { execute } = createDispatcher({ aggregates: [MemberBefore], store, signals: createSignals() });
  for (const [id, email] of Object.entries(members)) await execute({ aggregate: 'Member', id, command: 'Join', data: { email } });
  client.destroy();
};
