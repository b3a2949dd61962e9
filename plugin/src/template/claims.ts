import type { ServiceModel } from '../model/model.js';
import { sub } from './cloudFormation.js';
import type { GeneratedFunction } from './generatedFunctions.js';
import { streamPrefix } from './naming.js';
import { allow, type Statement } from './statements.js';

/**
 * What a function may do with commits that are kept in a bucket: their keys begin as their streams do, so it reaches those of its own aggregates
 * only. None may delete one.
 */
export const claimStatements = ({ events }: ServiceModel, generated: GeneratedFunction): Statement[] => {
  const { claimCheck } = events;
  const aggregates = generated.kind === 'commands' ? [generated.aggregate] : generated.aggregates;
  if (!claimCheck || aggregates.length === 0) return [];
  const { bucket, prefix } = claimCheck;
  const commits = generated.kind === 'commands' || generated.kind === 'commandQueue';
  const objects = aggregates.map(({ name }) => sub(`arn:\${AWS::Partition}:s3:::${bucket}/${prefix}${streamPrefix(name)}*`));
  return [allow(commits ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'], objects)];
};
