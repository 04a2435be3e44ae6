import type { Sections } from '../template/sections';

/** IAM resources ask for an acknowledgement, and for a stronger one where they have names of their own. */
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
