import type { PackagedResource, PackagedTemplate } from '../../plugin/packaged.js';

/** What moto's CloudFormation makes. The rest of the template is routes, permissions and mappings, which the tests play. */
const made = new Set([
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

/** The part of a packaged template that moto makes, and the physical ids of what it does not, for those who refer to them. */
export function stackTemplate({ Resources }: PackagedTemplate, ids: Readonly<Record<string, string>>) {
  const own = Object.entries(Resources).filter(([, { Type }]) => made.has(Type));
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: Object.fromEntries(Object.entries(ids).map(([id, Default]) => [id, { Type: 'String', Default }])),
    Resources: Object.fromEntries(own.map(([id, resource]) => [id, asMade(resource)])),
  };
}

/** Code is run by the tests; moto wants some. What a resource waits for may be among what it does not make. */
function asMade({ Type, Properties }: PackagedResource): object {
  return { Type, Properties: Type === 'AWS::Lambda::Function' ? { ...Properties, Code: { ZipFile: ' ' } } : Properties };
}
