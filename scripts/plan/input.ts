import { type JsonObject, member, textOf } from '../../handlers/template-language/json';
import type { Aws } from '../aws';
import { expandTemplate } from '../template/expansion';
import { loadTemplate, type TemplateFile } from '../template/load';
import { declaredParameters, refuseMissingParameters, refuseWrongParameters } from '../template/parameters';
import { deployedVersion } from './deployed';
import type { StackVersion } from './resolve';

type Values = Readonly<Record<string, string>>;

/** The two versions of a stack to compare, and notes for the user. */
export interface PlanInput {
  from: StackVersion;
  to: StackVersion;
  /** Lines to show on stderr. */
  notes: readonly string[];
}

/** Where templates are assumed to be deployed when there is no stack. It matters only that it is the same for both. */
const ANYWHERE = { region: 'us-east-1', accountId: '123456789012' };

/**
 * Compares two files.
 * @param both parameter values for both templates
 * @param fromOnly parameter values for the old template; these take precedence
 * @param region of the deployment; undefined for any
 * @throws UserError with every finding in the first template that has any
 */
export async function inputOfFiles(
  files: { from: string; to: string },
  { both, fromOnly }: { both: Values; fromOnly: Values },
  region: string | undefined,
): Promise<PlanInput> {
  const [from, to] = await Promise.all([loadTemplate(files.from), loadTemplate(files.to)]);
  refuseWrongParameters(to.value, both);
  refuseWrongParameters(from.value, fromOnly);
  const place = { ...ANYWHERE, ...(region !== undefined && { region }) };
  const old = expanded(from, declaredIn(from, { ...both, ...fromOnly }), place);
  const next = expanded(to, both, place);
  return { from: old.version, to: next.version, notes: [...new Set([...old.notes, ...next.notes])] };
}

/**
 * Compares a deployed stack with a file that is to update it.
 * @param given parameter values; other parameters keep the stack's values
 * @throws UserError with every finding in the file, or if the stack cannot be updated
 */
export async function inputOfStack(aws: Aws, stackName: string, fileName: string, given: Values): Promise<PlanInput> {
  const to = await loadTemplate(fileName);
  refuseWrongParameters(to.value, given);
  const deployed = await deployedVersion(aws, stackName);
  const from = typeof deployed === 'string' ? undefined : deployed;
  refuseMissingParameters(to.value, given, Object.keys(from?.parameters ?? {}));
  const place = { region: await aws.region(), accountId: from?.accountId ?? (await aws.accountId()) };
  const next = expanded(to, declaredIn(to, { ...from?.parameters, ...given }), place);
  const nothing: StackVersion = { template: { Resources: {} }, parameters: {}, ...place };
  const missing = typeof deployed === 'string' ? [`${deployed}. Everything is new.`] : [];
  return { from: from ?? nothing, to: next.version, notes: [...missing, ...next.notes] };
}

function declaredIn({ value }: TemplateFile, values: Values): Values {
  const declared = declaredParameters(value);
  return Object.fromEntries(Object.entries(values).filter(([name]) => declared.includes(name)));
}

function expanded(file: TemplateFile, parameters: Values, place: { region: string; accountId: string }) {
  const { template, warnings } = expandTemplate(file, parameters, place);
  const version: StackVersion = { template, parameters, ...place };
  return { version, notes: [...(warnings === '' ? [] : [warnings]), ...transformNotes(file, template)] };
}

/** Notes about other macros. AWS::LanguageExtensions is mentioned only if something is left for it to do. */
function transformNotes({ file }: TemplateFile, template: JsonObject): string[] {
  const left = EXTENSIONS.test(JSON.stringify({ ...template, Transform: null }));
  const names = [template.Transform ?? []]
    .flat()
    .map((one) => textOf(member(one, 'Name') ?? one))
    .filter((name) => name !== 'Express' && (left || name !== 'AWS::LanguageExtensions'));
  if (names.length === 0) return [];
  return [`${file}: ${names.join(', ')} runs only in CloudFormation. Its changes to the template are not in the plan.`];
}

/** What AWS::LanguageExtensions adds to the language. Loops about services are already unrolled here. */
const EXTENSIONS = /"Fn::(ForEach::|Length"|ToJsonString"|GetStackOutput")|"DefaultValue"/;
