import { expect } from 'chai';
import { intakeFiles } from '../plugin/intakeService.js';
import { itemService } from '../plugin/itemService.js';
import { packaged } from '../plugin/packaged.js';
import { makeService } from '../plugin/service.js';
import { filesOf, snippetsOf } from './pageSnippets.js';

const shipments = `
import { defineIntake, object } from 'serverless-event-sourcing-runtime';

export const Shipments = defineIntake({ name: 'Shipments', events: { ParcelDelivered: object({}) } });
`;

describe('the page on events from outside', () => {
  it('shows a service that can be packaged as it stands', async () => {
    const snippets = await snippetsOf('docs/events-from-outside.md');
    const [yaml = ''] = snippets.filter(({ language }) => language === 'yaml').map(({ text }) => text);
    const shown = filesOf(snippets);
    // Beside what it shows: an aggregate, the process, and an authorizer.
    const block = `${yaml}  aggregates: { Order: src/order.Order }\n  processes: { collection: src/collection.collection }\n`;
    const authorizer = '{ partners: { identitySource: $request.header.Authorization, issuerUrl: https://example.com, audience: [shop] } }';
    const provider = `provider: { name: aws, httpApi: { authorizers: ${authorizer} } }`;
    const service = await makeService(
      itemService({ block, yaml: provider, files: { ...intakeFiles, ...shown, 'src/shipments.ts': shipments } }),
    );
    try {
      const { Resources } = await packaged(service);

      expect(Object.keys(shown)).to.deep.equal(['src/payments.ts', 'src/collection.ts']);
      expect(Object.keys(Resources)).to.include.members([
        ...['PaymentsIntakeLambdaFunction', 'ShipmentsIntakeLambdaFunction', 'ShipmentsIntakeRule', 'ShipmentsIntakeQueue'],
      ]);
    } finally {
      await service.remove();
    }
  });
});
