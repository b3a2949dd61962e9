import { expect } from 'chai';
import { embeddedMetrics } from '../../../../runtime/src/adapters/powertools/index.js';

describe('embedded metrics', () => {
  let written: string[];
  const { log } = console;
  // Make the library write to the global console, which it takes for a sign that nobody wants metrics.
  const settings = { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' };
  const outside = { ...process.env };

  beforeEach(() => {
    written = [];
    Object.assign(process.env, settings);
    console.log = (line: string) => void written.push(line);
  });

  afterEach(() => {
    console.log = log;
    for (const name of Object.keys(settings)) delete process.env[name];
    Object.assign(process.env, outside);
  });

  const lines = () => written.map((line) => JSON.parse(line));
  const make = () => embeddedMetrics({ namespace: 'Shop', service: 'shop-dev' });

  it('are a line for each aggregate and each consumer, as CloudWatch reads it', () => {
    const metrics = make();

    metrics.command({ aggregate: 'Item', outcome: 'accepted', milliseconds: 12 });
    metrics.command({ aggregate: 'Item', outcome: 'rejected', milliseconds: 3 });
    metrics.conflict('Item');
    metrics.consumed({ consumer: 'projections/catalogue', lag: 250 });
    metrics.parked('receivers');
    metrics.flush();

    const [item, catalogue, receivers] = lines();
    expect(item).to.deep.include({ service: 'shop-dev', aggregate: 'Item', CommandAccepted: 1, CommandRejected: 1, CommandConflict: 1 });
    expect(item.CommandDuration).to.deep.equal([12, 3]);
    const [{ Namespace, Dimensions, Metrics }] = item._aws.CloudWatchMetrics;
    expect({ Namespace, Dimensions }).to.deep.equal({ Namespace: 'Shop', Dimensions: [['service', 'aggregate']] });
    expect(Metrics).to.deep.include({ Name: 'CommandDuration', Unit: 'Milliseconds' });
    expect(catalogue).to.deep.include({ service: 'shop-dev', consumer: 'projections/catalogue', ConsumerLag: 250 });
    expect(receivers).to.deep.include({ service: 'shop-dev', consumer: 'receivers', StreamParked: 1 });
  });

  it('of one invocation are not written with the next', () => {
    const metrics = make();

    metrics.conflict('Item');
    metrics.flush();
    metrics.flush();
    metrics.conflict('Item');
    metrics.flush();

    expect(lines().map(({ CommandConflict, aggregate }) => [aggregate, CommandConflict])).to.deep.equal([
      ['Item', 1],
      ['Item', 1],
    ]);
  });

  it('lose none, however many one invocation measures', () => {
    const metrics = make();

    for (let milliseconds = 1; milliseconds <= 250; milliseconds++)
      metrics.command({ aggregate: 'Item', outcome: 'accepted', milliseconds });
    metrics.flush();

    // CloudWatch takes a hundred values in a line.
    const durations: number[] = lines().flatMap(({ CommandDuration }) => CommandDuration);
    expect(durations).to.deep.equal(Array.from({ length: 250 }, (_, index) => index + 1));
    expect(Math.max(...lines().map(({ CommandDuration }) => [CommandDuration].flat().length))).to.be.at.most(100);
  });
});
