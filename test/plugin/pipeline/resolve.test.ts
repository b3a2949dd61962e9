import { expect } from 'chai';
import { resolveBlock as resolve } from '../block.js';

const messageOf = (block: unknown): string => {
  try {
    resolve(block);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('The block was accepted.');
};

const aggregates = { Item: 'src/item.Item' };

describe('the eventSourcing block', () => {
  it('writes short forms out and fills defaults in', () => {
    const config = resolve({ aggregates, projections: { catalogue: 'src/catalogue.catalogue' } });

    expect(config).to.deep.equal({
      aggregates: { Item: { handler: 'src/item.Item', http: { events: false } } },
      projections: { catalogue: { handler: 'src/catalogue.catalogue', http: {}, isolated: false } },
      processes: {},
      publish: {},
      intake: {},
      receivers: { modules: [], isolated: false },
      commandQueue: false,
      sweep: { schedule: 'rate(1 day)' },
      metrics: false,
      alarms: { age: 3600 },
      events: { alsoReads: [] },
      tables: { deletionPolicy: 'Retain', pointInTimeRecovery: true },
      bundle: { external: [] },
    });
  });

  it('takes consumers with a function of their own', () => {
    const { projections, processes, receivers } = resolve({
      aggregates,
      projections: { catalogue: { handler: 'src/catalogue.catalogue', isolated: true } },
      processes: { fulfilment: { handler: 'src/fulfilment.fulfilment', isolated: true } },
      receivers: { modules: ['src/receivers'], isolated: true },
    });

    expect(projections.catalogue).to.deep.equal({ handler: 'src/catalogue.catalogue', http: {}, isolated: true });
    expect(processes.fulfilment).to.deep.equal({ handler: 'src/fulfilment.fulfilment', isolated: true });
    expect(receivers).to.deep.equal({ modules: ['src/receivers'], isolated: true });
  });

  it('keeps what the block configures', () => {
    const http = { events: true, authorizer: { name: 'customers', scopes: ['write'] } };
    const config = resolve({
      aggregates: { Item: { handler: 'src/item.aggregate.Item', http } },
      projections: { catalogue: { handler: 'src/catalogue.catalogue', http: false } },
      tables: { deletionPolicy: 'Delete' },
      runtime: 'nodejs24.x',
    });

    expect(config.aggregates.Item).to.deep.equal({ handler: 'src/item.aggregate.Item', http });
    expect(config.projections.catalogue?.http).to.equal(false);
    expect(config.tables).to.deep.equal({ deletionPolicy: 'Delete', pointInTimeRecovery: true });
    expect(config.runtime).to.equal('nodejs24.x');
  });

  it('takes events as they come, with a prefix for their bucket', () => {
    const events = { serialiser: 'src/serialisers.avro', compressAbove: false, claimCheck: { bucket: 'large-commits' } };

    const config = resolve({ aggregates, events });

    expect(config.events).to.deep.equal({ ...events, alsoReads: [], claimCheck: { bucket: 'large-commits', prefix: '' } });
  });

  it('has a queue of commands on request, visible again after six times its function, unless that is said', () => {
    const of = (commandQueue: unknown) => resolve({ aggregates, commandQueue }).commandQueue;
    const defaults = { batchSize: 10, maxReceiveCount: 5, timeout: 30, visibilityTimeout: 180 };

    expect(of(false)).to.equal(false);
    expect(of(true)).to.deep.equal(defaults);
    expect(of({})).to.deep.equal(defaults);
    expect(of({ timeout: 60, maximumConcurrency: 2 })).to.deep.equal({
      ...defaults,
      timeout: 60,
      visibilityTimeout: 360,
      maximumConcurrency: 2,
    });
    expect(of({ visibilityTimeout: 600, maxReceiveCount: 8 })).to.deep.equal({ ...defaults, visibilityTimeout: 600, maxReceiveCount: 8 });
  });

  it('makes a type of the authorizer aws_iam, which Serverless would take for a name', () => {
    const config = resolve({ aggregates: { Item: { handler: 'src/item.Item', http: { authorizer: 'aws_iam' } } } });

    expect(config.aggregates.Item?.http).to.deep.equal({ events: false, authorizer: { type: 'aws_iam' } });
  });

  const refused: { readonly title: string; readonly given: unknown; readonly says: string }[] = [
    {
      title: 'a block that is missing',
      given: undefined,
      says: 'eventSourcing must be an object with at least aggregates, nothing given.',
    },
    {
      title: 'no aggregate',
      given: { aggregates: {} },
      says: "eventSourcing.aggregates must be an object with at least one aggregate's name and handler, such as { Item: src/item.Item }, '{}' given.",
    },
    {
      title: 'a misspelled key, naming the known ones and the nearest',
      given: { aggregates, recievers: [] },
      says: "eventSourcing.recievers is not known: the keys are 'aggregates', 'projections', 'processes', 'publish', 'intake', 'receivers', 'commandQueue', 'sweep', 'metrics', 'alarms', 'events', 'tables', 'runtime' and 'bundle', 'recievers' given. Did you mean 'receivers'?",
    },
    {
      title: 'a feature that is not there',
      given: { aggregates: { Item: { handler: 'src/item.Item', archive: true } } },
      says: "eventSourcing.aggregates.Item.archive is not known: the keys are 'handler', 'http' and 'snapshot', 'archive' given.",
    },
    {
      title: "a namespace that is CloudWatch's own",
      given: { aggregates, metrics: { namespace: 'AWS/Lambda' } },
      says: "eventSourcing.metrics.namespace must be a namespace of CloudWatch: 1 to 255 letters, digits and any of '.', '-', '_', '/' and '#', not of AWS/, such as 'Shop', 'AWS/Lambda' given.",
    },
    {
      title: 'an alarm that would come after the stream has forgotten',
      given: { aggregates, alarms: { age: 100_000 } },
      says: "eventSourcing.alarms.age must be a whole number of seconds from 60 to 86400, '100000' given.",
    },
    {
      title: 'a topic by its name, which is nothing that an alarm can tell',
      given: { aggregates, alarms: { notify: 'ops' } },
      says: "eventSourcing.alarms.notify must be an SNS topic's ARN, a Ref to one of this serverless.yml, or a function that gives its ARN, 'ops' given.",
    },
    {
      title: 'snapshots every zero events',
      given: { aggregates: { Item: { handler: 'src/item.Item', snapshot: { every: 0 } } } },
      says: "eventSourcing.aggregates.Item.snapshot.every must be a whole number from 1, '0' given.",
    },
    {
      title: 'a handler without an export',
      given: { aggregates: { Item: 'src/item' } },
      says: "eventSourcing.aggregates.Item must be a module's path without extension, a dot, and the name of its export, such as 'src/item.Item', 'src/item' given.",
    },
    {
      title: 'an entry without a handler',
      given: { aggregates: { Item: { http: false } } },
      says: "eventSourcing.aggregates.Item.handler must be given: a module's path without extension, a dot, and the name of its export, such as 'src/item.Item'.",
    },
    {
      title: 'an entry that is empty',
      given: { aggregates: { Item: null } },
      says: "eventSourcing.aggregates.Item must be a handler such as 'src/item.Item', or an object such as { handler: src/item.Item }, nothing given.",
    },
    {
      title: "an aggregate's name in small letters",
      given: { aggregates: { item: 'src/item.Item' } },
      says: "eventSourcing.aggregates.item must be an aggregate's name: a capital letter, then at most 63 letters and digits, 'item' given.",
    },
    {
      title: "a text where a boolean belongs, which the framework's own check would convert",
      given: { aggregates: { Item: { handler: 'src/item.Item', http: { events: 'true' } } } },
      says: "eventSourcing.aggregates.Item.http.events must be true or false, 'true' given.",
    },
    {
      title: 'a deletion policy that does not exist',
      given: { aggregates, tables: { deletionPolicy: 'Snapshot' } },
      says: "eventSourcing.tables.deletionPolicy must be 'Retain' or 'Delete', 'Snapshot' given.",
    },
    {
      title: 'a receiver that is no path',
      given: { aggregates, receivers: [3] },
      says: "eventSourcing.receivers[0] must be a module's path without extension, such as 'src/receivers', '3' given.",
    },
    {
      title: 'a size of events that is none',
      given: { aggregates, events: { compressAbove: -1 } },
      says: "eventSourcing.events.compressAbove must be a whole number of bytes from 0, or false, '-1' given.",
    },
    {
      title: 'true for a size',
      given: { aggregates, events: { compressAbove: true } },
      says: "eventSourcing.events.compressAbove must be a whole number of bytes from 0, or false, 'true' given.",
    },
    {
      title: 'a bucket that is no name',
      given: { aggregates, events: { claimCheck: { bucket: { Ref: 'Large' } } } },
      says: `eventSourcing.events.claimCheck.bucket must be the name of an S3 bucket: 3 to 63 small letters, digits, hyphens and dots, such as 'large-commits', '{"Ref":"Large"}' given.`,
    },
    {
      title: 'a prefix with a wildcard, which would be one in a policy',
      given: { aggregates, events: { claimCheck: { bucket: 'large', prefix: '*' } } },
      says: "eventSourcing.events.claimCheck.prefix must be what keys begin with: at most 200 letters, digits, '/', '_', '.' and '-', such as 'events/', '*' given.",
    },
    {
      title: 'a schedule that is none',
      given: { aggregates, sweep: { schedule: 'daily' } },
      says: "eventSourcing.sweep.schedule must be a schedule of EventBridge, such as 'rate(1 day)' or 'cron(0 3 * * ? *)', 'daily' given.",
    },
    {
      title: 'a sweep that is neither off nor told when',
      given: { aggregates, sweep: true },
      says: "eventSourcing.sweep must be false, or an object such as { schedule: rate(1 day) }, 'true' given.",
    },
    {
      title: 'a queue that is neither on nor off',
      given: { aggregates, commandQueue: 'yes' },
      says: "eventSourcing.commandQueue must be true, false or an object such as { maxReceiveCount: 5, batchSize: 10 }, 'yes' given.",
    },
    {
      title: 'larger batches than a FIFO queue has',
      given: { aggregates, commandQueue: { batchSize: 11 } },
      says: "eventSourcing.commandQueue.batchSize must be a whole number from 1 to 10, '11' given.",
    },
    {
      title: 'messages that would be delivered again while their function may still run',
      given: { aggregates, commandQueue: { timeout: 60, visibilityTimeout: 300 } },
      says: "eventSourcing.commandQueue.visibilityTimeout must be six times the function's timeout (60 s) at least, '300' given. Set it to 360 or more, or leave it out.",
    },
    {
      title: "a projection with the name of one of the plugin's own tables",
      given: { aggregates, projections: { Events: 'src/catalogue.catalogue' } },
      says: "eventSourcing.projections.Events must not have a reserved name ('events', 'snapshots', 'bookmarks', 'parked' and 'guards'), 'Events' given. Rename the projection.",
    },
    {
      title: 'a projection and an aggregate of one name',
      given: { aggregates, projections: { Item: 'src/catalogue.catalogue' } },
      says: "eventSourcing.projections.Item must not share its URL path '/Item' with the aggregate of that name. Rename the projection, to 'item' for one.",
    },
    {
      title: 'a process whose streams would be those of an aggregate',
      given: { aggregates, processes: { item: 'src/item.item' } },
      says: "eventSourcing.processes.item must not share its streams 'Item/…' with the aggregate 'Item', 'item' given. Rename the process.",
    },
    {
      title: 'two processes with the same streams',
      given: { aggregates, processes: { fulfilment: 'src/a.a', Fulfilment: 'src/b.b' } },
      says: "eventSourcing.processes.Fulfilment must not share its streams 'Fulfilment/…' with the process 'fulfilment', 'Fulfilment' given. Rename the process.",
    },
    {
      title: "a process's name that no stream may have",
      given: { aggregates, processes: { 'order-fulfilment': 'src/a.a' } },
      says: "eventSourcing.processes.order-fulfilment must be a process's name: a letter, then at most 63 letters and digits, 'order-fulfilment' given.",
    },
  ];

  for (const { title, given, says } of refused) {
    it(`refuses in the block: ${title}`, () => {
      const message = messageOf(given);

      expect(message).to.equal(says);
    });
  }

  it('names all faults at once', () => {
    const message = messageOf({ aggregates: { item: 'src/item.Item', Order: 3 }, tables: { retention: 1 } });

    expect(message).to.match(/^3 faults:\n {2}- /);
    expect(message).to.include('eventSourcing.aggregates.item ').and.include('eventSourcing.aggregates.Order ');
    expect(message).to.include('eventSourcing.tables.retention ');
  });
});
