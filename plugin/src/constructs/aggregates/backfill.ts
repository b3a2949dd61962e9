import type { BackfillCounts, BackfillReport } from 'serverless-event-sourcing-runtime/model';
import { namedOption, rateOption } from '../../cli/options.js';
import type { Verb, VerbContext } from '../../cli/verb.js';
import { withProgress } from '../../framework/progress.js';
import { UserFault } from '../../userFault.js';
import { given } from '../../values.js';
import type { Aggregate } from './aggregate.js';
import { guardsTableName, snapshotsTableName } from './names.js';

/** Reserves unique values of streams that were there before `unique` was. */
export const backfill: Verb = {
  usage: 'Reserve the unique values of streams that were there before "unique" was',
  options: {
    aggregate: { usage: 'Name of the aggregate', type: 'string', required: true },
    rate: { usage: 'Streams a second, at most', type: 'string' },
    'dry-run': { usage: 'Say what would be done, and write nothing', type: 'boolean' },
  },
  async run(context, aggregates: readonly Aggregate[]) {
    const { options } = context;
    const rate = rateOption(options);
    const report = await reserve(context, namedOption('aggregate', 'an aggregate', aggregates, options), rate);
    return { text: textOf(report), json: report, ...faultOf(report) };
  },
};

const reserve = async (context: VerbContext, aggregate: Aggregate, rate: number | undefined): Promise<BackfillReport> => {
  const { serverless, utils, service, options, now } = context;
  if (!aggregate.model.guards) throw nothingUnique(aggregate.name);
  // Only here, since it brings the AWS SDK with it, which no other command needs.
  const { connectAdmin } = await import('../../cli/connectAdmin.js');
  return withProgress(utils.progress, `Reserving unique values of ${aggregate.name}`, async (update) => {
    const { deployment } = service.facts;
    const tables = {
      guards: guardsTableName(deployment),
      ...(aggregate.snapshot !== false && { snapshots: snapshotsTableName(deployment) }),
    };
    const admin = await connectAdmin(serverless, { service, tables, local: Boolean(options.local) });
    try {
      const dryRun = Boolean(options['dry-run']);
      return await admin.backfill({
        aggregate: aggregate.name,
        dryRun,
        ...given({ rate }),
        onProgress: shown(aggregate.name, now, update),
      });
    } finally {
      admin.close();
    }
  });
};

const refreshMs = 200;

/** Tells how far it is, no more often than anybody reads. */
const shown = (aggregate: string, now: () => number, update: (message: string) => void) => {
  const start = now();
  let last = start;
  return ({ streams, reserved }: BackfillCounts): void => {
    const at = now();
    if (at - last < refreshMs) return;
    last = at;
    const perSecond = Math.round((streams * 1000) / (at - start));
    update(`Reserving unique values of ${aggregate}: ${streams} streams, ${perSecond} a second, ${reserved} values reserved`);
  };
};

const textOf = (report: BackfillReport): string => {
  const { aggregate, dryRun, streams, reserved, held, duplicates, moreDuplicates, failures, moreFailures } = report;
  const counts = [
    `${streams} streams`,
    `${reserved} values ${dryRun ? 'to be reserved' : 'reserved'}`,
    `${held} held already`,
    `${duplicates.length + moreDuplicates} held twice`,
    `${failures.length + moreFailures} streams failed`,
  ];
  return [
    ...duplicates.map(
      ({ unique, value, owner, stream }) =>
        `${unique} ${JSON.stringify(value)} is held by ${owner}, which has it reserved, and by ${stream}`,
    ),
    ...(moreDuplicates > 0 ? [`… and ${moreDuplicates} more values held twice`] : []),
    ...failures.map(({ stream, message }) => `${stream} failed: ${message}`),
    ...(moreFailures > 0 ? [`… and ${moreFailures} more streams failed`] : []),
    `${aggregate}: ${counts.join(', ')}`,
  ].join('\n');
};

const faultOf = ({ aggregate, duplicates, failures }: BackfillReport): { readonly fault?: UserFault } => {
  if (duplicates.length === 0 && failures.length === 0) return {};
  const remedies = [
    ...(duplicates.length > 0 ? ['change or delete one of each two streams that hold a value'] : []),
    ...(failures.length > 0 ? ['mend what made streams fail'] : []),
  ];
  const message = `Not all unique values of ${aggregate} are reserved: ${remedies.join(', ')}, and run it again.`;
  return { fault: new UserFault({ code: 'EVENT_SOURCING_BACKFILL_INCOMPLETE', message }) };
};

const nothingUnique = (aggregate: string): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_NOTHING_UNIQUE',
    message: `--aggregate must name an aggregate with unique values, '${aggregate}' given: add unique to its definition.`,
  });
