import { expect } from 'chai';
import { defineAggregate, definePublisher, EventSourcingError, object, publishEvents } from '../../../runtime/src/index.js';
import { Account } from '../accountFixture.js';

const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({}),
  events: { Placed: object({}), Closed: object({}) },
  evolve: { Placed: (order) => order, Closed: (order) => order },
  commands: { Place: { creates: true, emits: 'Placed' } },
});

const mapping = () => ({ type: 'it' });

describe('definePublisher', () => {
  it('lists the events that it maps, by their aggregates', () => {
    const { events } = definePublisher({ name: 'closings', from: [Account, Order], map: { Closed: mapping, Placed: mapping } });

    expect(events).to.have.members(['Account.Closed', 'Order.Closed', 'Order.Placed']);
  });

  it('keeps to its own mappings', () => {
    const { publicEvent } = definePublisher({ name: 'closings', from: [Order], map: { Closed: mapping } });
    const place = {
      aggregate: 'Order',
      aggregateId: '1',
      version: 1,
      at: '',
      commandId: '',
      correlationId: '',
      causationId: '',
      metadata: {},
    };

    expect(publicEvent({ ...place, type: 'toString', data: {} })).to.equal(undefined);
    expect(publicEvent({ ...place, type: 'Closed', data: {} })).to.deep.equal({ type: 'it' });
  });

  for (const { what, define, says } of [
    { what: 'a bad name', define: () => definePublisher({ name: '9', from: [Order], map: { Closed: mapping } }), says: "'9' given" },
    { what: 'no aggregates', define: () => definePublisher({ name: 'a', from: [], map: JSON.parse('{}') }), says: 'from is empty' },
    { what: 'no mappings', define: () => definePublisher({ name: 'a', from: [Order], map: {} }), says: 'map is empty' },
    {
      what: 'an event that no aggregate has',
      define: () => definePublisher({ name: 'a', from: [Order], map: JSON.parse('{ "Paid": true }') }),
      says: 'map.Paid maps an event that none of its aggregates has (Placed, Closed)',
    },
    {
      what: 'a mapping that is no function',
      define: () => definePublisher({ name: 'a', from: [Order], map: JSON.parse('{ "Closed": true }') }),
      says: 'map.Closed must be a function, boolean given',
    },
  ]) {
    it(`refuses in a publisher ${what}`, () => {
      expect(define).to.throw(EventSourcingError, says).with.property('code', 'DefinitionInvalid');
    });
  }
});

describe('publishEvents', () => {
  const from = [Account, Order];

  for (const { words, events, sources } of [
    { words: ['Placed'], events: ['Order.Placed'], sources: ['Order'] },
    { words: ['Closed'], events: ['Account.Closed', 'Order.Closed'], sources: ['Account', 'Order'] },
    { words: ['Order.Closed', 'Placed'], events: ['Order.Closed', 'Order.Placed'], sources: ['Order'] },
    { words: ['Order.*'], events: ['Order.Placed', 'Order.Closed'], sources: ['Order'] },
    { words: ['Opened', 'Account.Opened'], events: ['Account.Opened'], sources: ['Account'] },
  ]) {
    it(`takes in a publisher ${words.join(' and ')} for ${events.join(', ')}`, () => {
      const publisher = publishEvents({ name: 'audit', from, events: words });

      expect(publisher.events).to.deep.equal(events);
      expect(publisher.from.map(({ name }) => name)).to.deep.equal(sources);
    });
  }

  it('takes * for all events of a publisher', () => {
    expect(publishEvents({ name: 'audit', from, events: ['*'] }).events).to.have.length(7);
  });

  for (const word of ['Paid', 'Item.Closed', 'Account.Placed', 'Acc.*', '']) {
    it(`refuses '${word}', which is no event, with those that there are`, () => {
      const define = () => publishEvents({ name: 'audit', from, events: ['Placed', word] });

      expect(define).to.throw(EventSourcingError, `'${word}' is none of the events, which are Account.Opened`);
    });
  }
});
