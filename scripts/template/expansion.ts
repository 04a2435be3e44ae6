import { expand } from '../../handlers/macro/expand';
import { PARTS } from '../../handlers/macro/names';
import { BLOCK_TYPE, holdsBlock } from '../../handlers/macro/template/shape';
import { isThisMacro } from '../../handlers/macro/template/transform';
import type { Finding } from '../../handlers/template-language/findings';
import { isObject, type JsonObject, member } from '../../handlers/template-language/json';
import { isLoop } from '../../handlers/template-language/loop';
import { nearest } from '../../handlers/template-language/nearest';
import { UserError } from '../user-error';
import { checkTemplate } from './checks';
import { listFindings, type TemplateFile } from './load';

/** A processed template: what CloudFormation gets from the macro. */
export interface Expanded {
  template: JsonObject;
  /** How many `Express::Service` blocks the template had. */
  blocks: number;
  /** One line for each warning, `file:line:column: path: message`; empty if there are none. */
  warnings: string;
}

/** The default deployment of a template. The expansion hardly depends on it: see `expandTemplate`. */
const ANYWHERE = { region: 'us-east-1', accountId: '123456789012' };

/**
 * Expands a template as the macro does in AWS. The expansion refers to the Region and the account by name
 * (`AWS::Region`). Their values matter only if a condition or a mapping of the template uses them.
 * @param parameters values by name; other parameters have their defaults
 * @throws UserError with every finding and its place
 */
export function expandTemplate(
  file: TemplateFile,
  parameters: Readonly<Record<string, string>>,
  place: { region?: string | undefined; accountId?: string | undefined } = {},
): Expanded {
  const result = expand({
    fragment: file.value,
    templateParameterValues: parameters,
    region: place.region ?? ANYWHERE.region,
    accountId: place.accountId ?? ANYWHERE.accountId,
  });
  const findings = [
    ...(result.ok ? [] : result.findings),
    ...missingTransform(file),
    ...(result.ok
      ? checkTemplate(file.value, result.template, result.template)
      : checkTemplate(file.value, undefined, withParts(file.value))),
  ];
  if (!result.ok || findings.length > 0) throw new UserError(listFindings(file, findings));
  return { template: result.template, blocks: result.blocks, warnings: listFindings(file, result.warnings) };
}

/**
 * Stands in for a template that could not be processed: it has the names of all resources that its blocks may become.
 */
function withParts(source: JsonObject): JsonObject {
  const resources = isObject(source.Resources) ? source.Resources : {};
  const blocks = Object.keys(resources).filter((id) => member(resources[id], 'Type') === BLOCK_TYPE);
  const parts = blocks.flatMap((id) => PARTS.map((part) => [`${id}${part}`, { Type: TYPES[part] ?? '' }]));
  return { ...source, Resources: { ...resources, ...Object.fromEntries(parts) } };
}

/** The types of the parts whose attributes are checked. */
const TYPES: Partial<Record<(typeof PARTS)[number], string>> = {
  Gateway: 'Custom::ExpressGateway',
  Route: 'Custom::ExpressRoute',
  Traffic: 'Custom::ExpressTraffic',
};

function missingTransform({ value }: TemplateFile): Finding[] {
  const resources = isObject(value.Resources) ? Object.entries(value.Resources) : [];
  const hasBlocks = resources.some(([id, resource]) =>
    isLoop(id) ? holdsBlock(resource) : member(resource, 'Type') === BLOCK_TYPE,
  );
  if (!hasBlocks || [member(value, 'Transform')].flat().some(isThisMacro)) return [];
  const message =
    'is missing "Express". Without it CloudFormation does not call the macro, and refuses Express::Service';
  const given = [member(value, 'Transform') ?? []].flat().filter((name) => typeof name === 'string');
  const near = given.find((name) => nearest(name, ['Express']) !== undefined);
  return [
    {
      path: 'Transform',
      message: `${message}${near === undefined ? '' : `; did you mean Express instead of ${near}?`}`,
    },
  ];
}
