import { expect } from 'chai';
import type { TestService } from './service.js';

type Json = Readonly<Record<string, unknown>>;

export type PackagedResource = {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Json;
};

export type PackagedTemplate = { readonly Resources: Readonly<Record<string, PackagedResource>> };

/** Packages a service through its framework and reads the template that came out. */
export const packaged = async (service: TestService): Promise<PackagedTemplate> => {
  const { code, output } = await service.run('package');
  expect(code, output).to.equal(0);
  return JSON.parse(await service.read('.serverless/cloudformation-template-update-stack.json'));
};

export const resource = ({ Resources }: PackagedTemplate, id: string): PackagedResource => {
  const found = Resources[id];
  if (!found) throw new Error(`There is no ${id}, but ${Object.keys(Resources).join(', ')}.`);
  return found;
};

/** A statement of a role's policy. */
export type PackagedStatement = { readonly Action: readonly string[]; readonly Resource: readonly unknown[]; readonly Condition?: Json };

type RoleProperties = { readonly Policies: readonly [{ readonly PolicyDocument: { readonly Statement: readonly PackagedStatement[] } }] };

/** What a role allows but for its logs. */
export const statements = (template: PackagedTemplate, roleId: string): readonly PackagedStatement[] => {
  const { Policies } = resource(template, roleId).Properties as RoleProperties;
  return Policies[0].PolicyDocument.Statement.filter(({ Action }) => !Action.some((action) => action.startsWith('logs:')));
};
