import { type JsonObject, member, textOf } from '../../handlers/template-language/json';
import type { Aws } from '../aws';
import { expandTemplate } from '../template/expansion';
import { loadTemplate, type TemplateFile } from '../template/load';
import { declaredParameters, refuseMissingParameters, refuseWrongParameters } from '../template/parameters';
import { deployedVersion } from './deployed';
import type { StackVersion } from './resolve';

type Values = Readonly<Record<string, string>>;

/** What is compared, and what the templates' readers want to know besides. */
export interface PlanInput {
  from: StackVersion;
  to: StackVersion;
  /** Lines for stderr. */
  notes: readonly string[];
}

/** Where a template is taken to be deployed when no stack says it; both templates are in one place, whichever. */
const ANYWHERE = { region: 'us-east-1', accountId: '123456789012' };

/**
 * Two files.
 * @param both parameter values for either template
 * @param fromOnly values for the old one, before those
 * @throws UserError with every finding in either
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
 * A stack and a file that is to update it.
 * @param given parameter values; the others keep what the stack has
 * @throws UserError with every finding in the file
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
  const missing = typeof deployed === 'string' ? [`${deployed}: everything is new.`] : [];
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

/** Other macros run in CloudFormation alone; that for the language's extensions only where something is left for it. */
function transformNotes({ file }: TemplateFile, template: JsonObject): string[] {
  const left = EXTENSIONS.test(JSON.stringify({ ...template, Transform: null }));
  const names = [template.Transform ?? []]
    .flat()
    .map((one) => textOf(member(one, 'Name') ?? one))
    .filter((name) => name !== 'Express' && (left || name !== 'AWS::LanguageExtensions'));
  if (names.length === 0) return [];
  return [
    `${file}: ${names.join(', ')} runs in CloudFormation only; what it makes of the template is not in the plan.`,
  ];
}

/** What AWS::LanguageExtensions adds; loops about services are gone by now. */
const EXTENSIONS = /"Fn::(ForEach::|Length"|ToJsonString"|GetStackOutput")|"DefaultValue"/;
