import { streamPrefix } from '../../cloudformation/naming.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { sub } from '../../cloudformation/values.js';
import type { ServiceModel } from '../../model/model.js';
import { fedBy, type GeneratedFunction, ownStreams } from '../../template/generatedFunctions.js';

/**
 * What a function may do with commits that are kept in a bucket: their keys begin as their streams do, so it reaches those of its own aggregates
 * only. None may delete one.
 */
export const claimStatements = ({ events }: ServiceModel, generated: GeneratedFunction): Statement[] => {
  const { claimCheck } = events;
  if (!claimCheck) return [];
  const { bucket, prefix } = claimCheck;
  const objects = (names: readonly string[]) =>
    names.map((name) => sub(`arn:\${AWS::Partition}:s3:::${bucket}/${prefix}${streamPrefix(name)}*`));
  const { read, written } = streamsOf(generated);
  return [
    ...(written.length > 0 ? [allow(['s3:GetObject', 's3:PutObject'], objects(written))] : []),
    ...(read.length > 0 ? [allow(['s3:GetObject'], objects(read))] : []),
  ];
};

/** What the names of the streams begin with that a function writes to, and of those that it reads only. */
const streamsOf = (generated: GeneratedFunction): { readonly read: readonly string[]; readonly written: readonly string[] } => {
  switch (generated.kind) {
    case 'commands':
      return { read: [], written: [generated.aggregate.name] };
    case 'commandQueue':
      return { read: [], written: generated.aggregates.map(({ name }) => name) };
    case 'intake':
      return { read: [], written: [generated.intake.name] };
    case 'projections':
      return { read: generated.sources.map(({ name }) => name), written: [] };
    case 'queries':
      return { read: generated.aggregates.map(({ name }) => name), written: [] };
    case 'deadlines':
      return { read: [], written: ownStreams(generated.processes).map(({ name }) => name) };
    case 'reactions': {
      const written = [...generated.targets, ...ownStreams(generated.processes)].map(({ name }) => name);
      // What it tells others of it has to decode, too.
      return {
        read: fedBy(generated)
          .map(({ name }) => name)
          .filter((name) => !written.includes(name)),
        written,
      };
    }
  }
};
