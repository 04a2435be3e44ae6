import type { Sections } from '../template/sections';

/** IAM resources require CAPABILITY_IAM, or CAPABILITY_NAMED_IAM if one has a custom name. */
export function neededCapabilities({ resources }: Sections): string[] {
  const iam = Object.values(resources).filter(({ type }) => type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return [];
  const named = iam.some(({ type, properties }) =>
    Object.keys(properties).some((property) => NAMES[type] === property),
  );
  return [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
}

const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
};
