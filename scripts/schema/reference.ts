import { BLOCK } from '../../handlers/macro/properties/block';
import { CONTAINER } from '../../handlers/macro/properties/container';
import type { Schema, Struct } from '../../handlers/macro/properties/schema';
import { attributes } from './attributes';

const HEAD = `# Express::Service

Every property of the block, made from the description that the macro reads it by. A property takes any function of
CloudFormation; one marked **known** decides what is generated, so parameters, mappings and conditions must tell it when
the macro runs. The fields of the primary container stand in \`PrimaryContainer\` or at the top of the block, each in one
of the two places.

## Properties

`;

/** Attributes that `AWS::ECS::ExpressGatewayService` does not have, or that differ from its attributes. */
const MEANINGS: Readonly<Record<string, string>> = {
  Endpoint: 'the URL of the service',
  BaseUrl: 'the same without a slash at its end',
  DomainName:
    'the host in it: the first of `Hosts` without a wildcard, the distribution, or the load balancer, of which the ' +
    'service is one path',
  DNSName: 'the distribution or else the load balancer, which a record in DNS points to',
  CanonicalHostedZoneID: 'the hosted zone of that name, for an alias record in Route 53',
  SecurityGroupId: "the tasks' security group",
  LoadBalancerFullName: "the load balancer's dimension in CloudWatch",
  TargetGroupFullNames: 'the dimensions of blue and green in CloudWatch',
};

/** The reference page of the block, as Markdown. */
export function reference(): string {
  const { PrimaryContainer, Overrides, ...properties } = BLOCK;
  const container = { ...PrimaryContainer, properties: {} };
  const override = { ...Overrides, properties: { '<resource>': Overrides.properties.Service } };
  const rows = [...rowsOf({ ...properties, PrimaryContainer: container, Overrides: override }, '')];
  const list = attributes().map(([name, attribute]) => {
    const meaning = MEANINGS[name] === undefined ? '' : `: ${MEANINGS[name]}`;
    return `- \`${name}\`${'list' in attribute ? ' (a list)' : ''}${meaning}`;
  });
  const resources = Object.keys(Overrides.properties).map((name) => `\`${name}\``);
  return `${HEAD}${rows.join('\n')}

\`<resource>\` in \`Overrides\` is one of ${resources.join(', ')}. \`PrimaryContainer\` holds ${Object.keys(CONTAINER)
    .map((name) => `\`${name}\``)
    .join(', ')}.

## Attributes

\`Ref\` gives the ARN of the ECS service. \`Fn::GetAtt\` and \`Fn::Sub\` find

${list.join('\n')}
`;
}

function* rowsOf(properties: Struct['properties'], path: string): Generator<string> {
  for (const [name, schema] of Object.entries(properties)) {
    const place = `${path}${name}`;
    yield `- \`${place}\`: ${schema.description} (${[typeOf(schema), ...defaultOf(schema)].join('; ')})`;
    if (schema.kind === 'struct') yield* rowsOf(schema.properties, `${place}.`);
    if (schema.kind === 'list' && schema.of.kind === 'struct') yield* rowsOf(schema.of.properties, `${place}[].`);
  }
}

function typeOf(schema: Schema): string {
  switch (schema.kind) {
    case 'text':
      return schema.values === undefined ? 'string' : schema.values.join(', ');
    case 'name':
      return 'string, **known**';
    case 'choice':
      return `${schema.values.join(', ')}; **known**`;
    case 'flag':
      return 'true, false; **known**';
    case 'integer':
    case 'number':
      return schema.values?.join(', ') ?? `${schema.kind}${rangeOf(schema)}`;
    case 'list':
      return `list${schema.known ? ', **known**' : ''}`;
    case 'pairs':
      return `map, or list of Name and ${schema.value}; **known**`;
    case 'struct':
      return schema.orTrue ? 'true, false, or object; **known**' : 'object';
    case 'object':
    case 'json':
      return schema.kind === 'object' ? 'object' : 'anything';
  }
}

const rangeOf = ({ minimum, maximum }: { minimum: number; maximum: number }): string =>
  maximum === Number.MAX_SAFE_INTEGER ? ` from ${minimum}` : ` ${minimum} to ${maximum}`;

function defaultOf({ default: value, required }: Schema): string[] {
  if (required) return ['required'];
  return value === undefined || typeof value === 'object' ? [] : [`default \`${value}\``];
}
