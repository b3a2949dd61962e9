import type { ServiceFiles } from '../plugin/service.js';

const copy = `
import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

const member = { type: 'string', minLength: 1 } as const;

type CopyState = { readonly title: string; readonly borrower: string | undefined };

export const Copy = defineAggregate({
  name: 'Copy',
  initialState: (): CopyState => ({ title: '', borrower: undefined }),
  events: {
    CopyAcquired: object({ title: { type: 'string', minLength: 1 } }),
    CopyLent: object({ member, due: { type: 'string' } }),
    CopyReturned: object({}),
  },
  evolve: {
    CopyAcquired: (copy, { data }) => ({ ...copy, title: data.title }),
    CopyLent: (copy, { data }) => ({ ...copy, borrower: data.member }),
    CopyReturned: (copy) => ({ ...copy, borrower: undefined }),
  },
  commands: {
    AcquireCopy: { creates: true, emits: 'CopyAcquired' },
    LendCopy: { payload: object({ member, days: { type: 'integer', minimum: 1, maximum: 28 } }) },
    ReturnCopy: { payload: object({}) },
  },
  decide: {
    LendCopy: ({ borrower }, { member, days }, { at }) => {
      if (borrower !== undefined) return reject('copy-is-lent', \`It is lent to \${borrower}.\`);
      const due = new Date(Date.parse(at) + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
      return { type: 'CopyLent', data: { member, due } };
    },
    ReturnCopy: ({ borrower }) =>
      borrower === undefined ? reject('copy-is-here', 'It is not lent.') : { type: 'CopyReturned', data: {} },
  },
});
`;

const loans = `
import { defineProjection, dynamodb, object } from 'serverless-event-sourcing-runtime';
import { Copy } from './copy.js';

const text = { type: 'string' } as const;

export const loans = defineProjection({
  name: 'loans',
  from: [Copy],
  row: object({ copy: text, title: text, member: text, due: text }),
  evolve: {
    CopyAcquired: (_, { aggregateId, data }) => ({ copy: aggregateId, title: data.title, member: '', due: '' }),
    CopyLent: (row, { data }) => row && { ...row, member: data.member, due: data.due },
    CopyReturned: (row) => row && { ...row, member: '', due: '' },
  },
  store: dynamodb({ indexes: { byMember: { partition: 'member', sort: 'due' } } }),
});
`;

const receivers = `
import { signals } from 'serverless-event-sourcing-runtime';
import { Copy } from './copy.js';

signals.on('eventPostSave', { aggregate: Copy, event: 'CopyLent' }, ({ aggregateId, events }) => {
  for (const { data } of events) console.log(\`a reminder for \${data.member}: bring back \${aggregateId}\`);
});
`;

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2022'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
};

type LibraryPorts = { readonly http: number; readonly lambda: number; readonly dynamodb: number };

/** A library that lends copies of books: a service that shares nothing with this repository but the packages. */
export const libraryService = ({ http, lambda, dynamodb }: LibraryPorts): ServiceFiles => ({
  'serverless.yml': [
    'service: library',
    'frameworkVersion: "3"',
    'provider: { name: aws, region: eu-west-1 }',
    'plugins: [serverless-event-sourcing, serverless-offline]',
    'eventSourcing:',
    '  aggregates: { Copy: src/copy.Copy }',
    '  projections: { loans: src/loans.loans }',
    '  receivers: [src/receivers]',
    'custom:',
    `  serverless-offline: { httpPort: ${http}, lambdaPort: ${lambda} }`,
    `  serverless-dynamodb: { start: { port: ${dynamodb} } }`,
  ].join('\n'),
  'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
  'src/copy.ts': copy,
  'src/loans.ts': loans,
  'src/receivers.ts': receivers,
});
