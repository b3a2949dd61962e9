import { expect } from 'chai';
import fc from 'fast-check';
import { policiesOf } from '../../../plugin/src/cloudformation/policies.js';
import { allow, type Statement } from '../../../plugin/src/cloudformation/statements.js';
import { policyFaults } from '../../../plugin/src/pipeline/lengths.js';

const known = { region: 'ap-southeast-1', resources: {} };
const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['rebuilds'] } };
/** As long as the name of a table may be made by a long service, stage and projection. */
const tables = (count: number, length = 60) =>
  Array.from({ length: count }, (_, n) => `arn:aws:dynamodb:ap-southeast-1:123456789012:table/${String(n).padStart(length, 'x')}`);

/** What a list of statements allows, an entry for each action and resource. */
const allowed = (statements: readonly Statement[]): string[] =>
  statements
    .flatMap(({ Action, Resource, Condition }) => {
      const [actions, resources] = [Action, Resource].map((each) => (Array.isArray(each) ? each.map((one) => JSON.stringify(one)) : []));
      return (actions ?? []).flatMap((action) => (resources ?? []).map((resource) => `${action} ${resource} ${JSON.stringify(Condition)}`));
    })
    .sort();
const lengthOf = (statements: readonly Statement[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements }).length;

describe('the policies of a role', () => {
  it('are one as long as it is short, with a statement for each list of resources', () => {
    const [one, two] = [tables(1), tables(2)];

    const { inline, more } = policiesOf(
      [
        allow(['a:Get'], two),
        allow(['a:Put'], one),
        { ...allow(['a:Get'], one), Condition: condition },
        allow(['a:Scan', 'a:Get'], two),
        { ...allow(['a:Put'], one), Condition: condition },
      ],
      known,
    );

    expect(more).to.deep.equal([]);
    expect(inline).to.deep.equal([
      allow(['a:Get', 'a:Scan'], two),
      allow(['a:Put'], one),
      { ...allow(['a:Get'], one), Condition: condition },
      { ...allow(['a:Put'], one), Condition: condition },
    ]);
  });

  it('allow the same in however many they are, each no longer than IAM takes, in the partition with the longest name too', () => {
    const statements = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 150 }), length: fc.integer({ min: 3, max: 200 }), conditioned: fc.boolean() }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(statements, (parts) => {
        const given = parts.map(({ count, length, conditioned }, n) => ({
          ...allow([`a:Action${n}`, 'a:Get'], tables(count, length)),
          ...(conditioned && { Condition: condition }),
        }));

        const { inline, more } = policiesOf(given, known);

        const distinct = (list: readonly string[]) => [...new Set(list)];
        expect(distinct(allowed([...inline, ...more.flat()]))).to.deep.equal(distinct(allowed(given)));
        const longer = (policy: readonly Statement[]) => JSON.parse(JSON.stringify(policy).replaceAll('arn:aws:', 'arn:aws-us-gov:'));
        expect(lengthOf(longer(inline))).to.be.at.most(10_240);
        for (const policy of more) expect(lengthOf(longer(policy))).to.be.at.most(6144);
      }),
      { numRuns: 60 },
    );
  });

  it('are refused where a role may not have so many', () => {
    const role = (count: number) => ({ Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: tables(count) } });

    expect(policyFaults({ resources: { QueriesRole: role(10) } })).to.deep.equal([]);
    expect(policyFaults({ resources: { QueriesRole: role(11) } })[0])
      .to.include('The role QueriesRole must have at most 10')
      .and.include('needs 11');
  });
});
