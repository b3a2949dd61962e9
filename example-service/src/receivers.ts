// Receivers: hooks around a command.
import { signals, veto } from 'serverless-event-sourcing-runtime';
import { Item } from './item.js';

// Before a commit. After a veto nothing is stored, and the caller is told code and reason.
signals.on('eventPreSave', { aggregate: Item, event: 'PriceUpdated' }, ({ state, events }) => {
  for (const event of events) {
    if (state.price > 0 && event.data.price > state.price * 10) {
      veto('too-steep', `a price may not rise tenfold at once, from ${state.price} to ${event.data.price}`);
    }
  }
});

// After a commit, from the table's stream: at least once, so what it does must bear to be done twice.
signals.on('eventPostSave', { aggregate: Item, event: 'ItemRetired' }, ({ aggregateId, events }) => {
  console.log(JSON.stringify({ message: 'an item was retired', aggregateId, version: events.at(-1)?.version }));
});
