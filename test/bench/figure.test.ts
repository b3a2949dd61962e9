import { expect } from 'chai';
import { type Figure, holds, toJson } from '../../bench/figure.js';
import { table } from '../../bench/table.js';

const figureOf = (figure: Partial<Figure>): Figure => ({
  ...{ name: 'load-time', case: '10,000 events', value: 12, unit: 'ms', peers: { floor: 10 }, limits: [{ atMost: 1.2, of: 'floor' }] },
  ...figure,
});

describe('a figure', () => {
  it('holds at its limit, and not beyond', () => {
    expect(holds(figureOf({ value: 12 }))).to.equal(true);
    expect(holds(figureOf({ value: 12.1 }))).to.equal(false);
  });

  it('holds where it is at least so many times what a peer has', () => {
    const limits = [{ atLeast: 2, of: 'emmett' }];

    expect(holds(figureOf({ value: 200, peers: { emmett: 100 }, limits }))).to.equal(true);
    expect(holds(figureOf({ value: 199, peers: { emmett: 100 }, limits }))).to.equal(false);
  });

  it('holds where each of several limits does', () => {
    const limits = [{ atMost: 64 }, { atMost: 1.2, of: 'floor' }];

    expect(holds(figureOf({ value: 65, peers: { floor: 100 }, limits }))).to.equal(false);
  });

  it('is refused where its peer was not measured', () => {
    expect(() => holds(figureOf({ peers: {} }))).to.throw(TypeError, 'floor');
  });

  it('is one line of JSON', () => {
    const line = toJson(figureOf({ value: 12.34567 }));

    expect(line).to.equal('{"name":"load-time","case":"10,000 events","value":12.35,"unit":"ms","peers":{"floor":10},"holds":false}');
  });

  it('is a row with its limit and what it comes to', () => {
    const rows = table([figureOf({ value: 13 })]).split('\n');

    expect(rows.at(-1)?.replaceAll(/ +/g, ' ')).to.equal('| load-time | 10,000 events | 13 | ms | floor 10 | ≤ 1.2 × floor | 1.3 × | NO |');
  });
});
