import { isObject, type Json, member } from '../../handlers/template-language/json';
import type { ReferenceChange } from './differences';
import type { ResolvedTemplate, StackVersion } from './resolve';
import { referencesIn } from './unknown-values';

/** What CloudFormation shows as the value of a NoEcho parameter. */
const MASK = '****';

/**
 * The parameters that a resolved template still refers to by name, and whether their values change. These are
 * parameters whose values are secret (NoEcho), come from Parameter Store, or were not given.
 */
export function parameterChanges(
  from: StackVersion,
  to: StackVersion,
  after: ResolvedTemplate,
): { changes: Map<string, ReferenceChange>; cautions: string[] } {
  const values = [...after.resources.values()].map(({ properties }) => properties);
  const used = [...new Set([...values, after.outputs].flatMap(referencesIn))].filter((name) => declared(to, name));
  const changes = new Map<string, ReferenceChange>();
  for (const name of used) {
    const [one, other] = [givenTo(from, name), givenTo(to, name)];
    if (one === other) continue;
    const certain = one !== undefined && other !== undefined && one !== MASK && other !== MASK;
    changes.set(name, {
      certainty: certain ? 'certain' : 'possible',
      because: `parameter ${name} ${certain ? 'changes' : 'may change'}`,
    });
  }
  const stored = used.filter((name) => /^AWS::SSM::Parameter::Value/.test(String(member(declared(to, name), 'Type'))));
  const cautions = stored.map(
    (name) =>
      `Parameter ${name} is read from Parameter Store again during the update. If its value has changed, whatever uses it changes.`,
  );
  return { changes, cautions };
}

const declared = ({ template }: StackVersion, name: string): Json | undefined => member(template.Parameters, name);

function givenTo(version: StackVersion, name: string): string | undefined {
  const given = Object.hasOwn(version.parameters, name) ? version.parameters[name] : undefined;
  const value = given ?? member(declared(version, name), 'Default');
  if (value === undefined || value === null) return undefined;
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
