import { BLOCK } from '../../../../handlers/macro/properties/block';
import type { Schema, Struct } from '../../../../handlers/macro/properties/schema';
import { type Json, type JsonObject, mapValues } from '../../../../handlers/template-language/json';

/** A path in a block that can have a value. */
export interface Property {
  /** `Sidecars[].Name`. */
  path: string;
  schema: Schema;
  /** A valid literal. */
  sample: Json;
  /** Whether the block is refused without it. */
  required: boolean;
  /** The properties of a block that is valid if the value is valid. */
  block(value: Json): JsonObject;
}

/** Literals for properties whose schema alone does not give a valid one, such as those with a pattern. */
const SAMPLES: Readonly<Record<string, Json>> = {
  Image: 'nginx',
  Cpu: '256',
  Memory: '512',
  'Sidecars[].Memory': 512,
  TaskRoleArn: 'arn:aws:iam::123456789012:role/task',
  ExecutionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  InfrastructureRoleArn: 'arn:aws:iam::123456789012:role/infrastructure',
  TaskDefinitionArn: 'web:3',
  CredentialsParameter: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:login',
  'Secrets{}': 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token',
  HealthCheckPath: '/health',
  Path: '/health',
  Paths: ['/cart/*'],
  'Paths[]': '/cart/*',
  Subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  'Subnets[]': 'subnet-0123456789abcdef0',
  SecurityGroups: ['sg-0123456789abcdef0'],
  'SecurityGroups[]': 'sg-0123456789abcdef0',
  Schedule: 'cron(0 8 * * ? *)',
  StartTime: '2030-01-31T08:00:00Z',
  EndTime: '2031-01-31T08:00:00Z',
  Timezone: 'Europe/Vienna',
  AllowedCidrs: ['203.0.113.0/24'],
  'AllowedCidrs[]': '203.0.113.0/24',
  'Distribution.CertificateArn': 'arn:aws:acm:us-east-1:123456789012:certificate/shop',
  Hosts: ['shop.example.com'],
  'Hosts[]': 'shop.example.com',
  Matcher: '200-299',
  MaxTaskCount: 20,
  TransitEncryptionPort: 2049,
  SourceVolume: 'data',
  'DependsOn[].ContainerName': 'proxy',
  'Sidecars[].DependsOn[].ContainerName': 'Main',
  'Sidecars[].Name': 'proxy',
  'AdditionalMetrics[].AutoScalingMetric': 'AVERAGE_MEMORY',
  HookTargetArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hook',
  RoleArn: 'arn:aws:iam::123456789012:role/hook',
  FilesystemId: 'fs-0123456789abcdef0',
  AccessPointId: 'fsap-0123456789abcdef0',
  RootDirectory: '/',
  'ContainerHealthCheck.Command': ['CMD', 'ready'],
  'HealthCheck.Command': ['CMD', 'ready'],
  'ContainerHealthCheck.Command[]': 'CMD',
  'HealthCheck.Command[]': 'CMD',
  'Overrides.Service.Properties': { PlatformVersion: '1.4.0' },
  'Overrides.Service.DependsOn': ['Store'],
  'Overrides.Service.DependsOn[]': 'Store',
  HookDetails: { Key: 'value' },
  Weight: 1,
  Metadata: { Owner: 'shop' },
};

/** Other properties that a block needs with a property, by a pattern of that property's path. */
const COMPANIONS: readonly [RegExp, JsonObject][] = [
  [/^(?!TaskDefinitionArn|Image|PrimaryContainer\.Image)/, { Image: 'nginx' }],
  [/^Deployment\.LinearConfiguration/, { Deployment: { Strategy: 'LINEAR' } }],
  [/^Distribution\.CertificateArn/, { Hosts: ['shop.example.com'] }],
  [/MountPoints/, { Volumes: [{ Name: 'data' }] }],
  [
    /^(PrimaryContainer\.)?DependsOn/,
    { Sidecars: [{ Name: 'proxy', Image: 'nginx', HealthCheck: { Command: ['CMD', 'ready'] } }] },
  ],
];

/** Properties that an item needs besides those that its schema requires. */
const ITEM: Readonly<Record<string, JsonObject>> = {
  'ScalingTarget.ScheduledActions[]': { MinTaskCount: 1, MaxTaskCount: 20 },
  'CapacityProviderStrategy[]': { Weight: 1 },
};

type Wrap = (inner: JsonObject) => JsonObject;

function* walk(properties: Struct['properties'], path: string, wrap: Wrap): Generator<Property> {
  for (const [name, schema] of Object.entries(properties)) {
    if (path === 'Overrides.' && name !== 'Service') continue;
    const place = `${path}${name}`;
    const block = (value: Json) => complete(place, wrap({ [name]: value }));
    // The image may be given in two places, so PrimaryContainer.Image is required only if the other one is missing.
    yield { path: place, schema, sample: sampleOf(schema, place), required: schema.required === true, block };
    if (schema.kind === 'struct') {
      yield* walk(schema.properties, `${place}.`, (inner) =>
        wrap({ [name]: { ...requiredOf(schema, `${place}.`), ...inner } }),
      );
    }
    if (schema.kind === 'list') {
      // If the list needs at least one item, a second one is added, so that the item under test may be absent.
      const others =
        (schema.least ?? schema.without) === undefined || schema.of.kind === 'struct'
          ? []
          : [sampleOf(schema.of, `${place}[]`)];
      yield* walkList(schema.of, `${place}[]`, (item) => wrap({ [name]: [...others, item] }));
    }
    if (schema.kind === 'pairs') {
      const value: Schema = { kind: 'text', description: '' };
      const sample = sampleOf(value, `${place}{}`);
      yield { path: `${place}{}`, schema: value, sample, required: false, block: (v) => block({ A: v }) };
      const list = (v: Json) => block([{ Name: 'A', [schema.value]: v }]);
      yield { path: `${place}[].${schema.value}`, schema: value, sample, required: false, block: list };
    }
  }
}

function* walkList(of: Schema, place: string, wrap: (item: Json) => JsonObject): Generator<Property> {
  if (of.kind !== 'struct') {
    const block = (value: Json) => complete(place, wrap(value));
    yield { path: place, schema: of, sample: sampleOf(of, place), required: false, block };
    return;
  }
  const item = { ...requiredOf(of, `${place}.`), ...ITEM[place] };
  yield* walk(of.properties, `${place}.`, (inner) => wrap({ ...item, ...inner }));
}

function complete(path: string, properties: JsonObject): JsonObject {
  const all: JsonObject = { ...properties };
  for (const [start, more] of COMPANIONS) {
    if (start.test(path)) {
      Object.assign(
        all,
        mapValues(more, (value, key) => both(value, all[key])),
      );
    }
  }
  return all;
}

const both = (one: Json, other: Json | undefined): Json =>
  other === undefined ? one : { ...(one as JsonObject), ...(other as JsonObject) };

const requiredOf = ({ properties }: Struct, path: string): JsonObject =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) =>
      schema.required && `${path}${name}` !== 'PrimaryContainer.Image'
        ? [[name, sampleOf(schema, `${path}${name}`)]]
        : [],
    ),
  );

/** A valid literal: the sample above with the longest matching end of the path, or else one made from the schema. */
function sampleOf(schema: Schema, path: string): Json {
  const [end] = Object.keys(SAMPLES)
    .filter((name) => path === name || path.endsWith(`.${name}`))
    .sort((a, b) => b.length - a.length);
  if (end !== undefined) return SAMPLES[end] ?? null;
  switch (schema.kind) {
    case 'text':
      return String(schema.values?.[0] ?? schema.default ?? 'text');
    case 'choice':
      return schema.values[0] ?? null;
    case 'name':
      return 'data';
    case 'flag':
      return true;
    case 'integer':
    case 'number':
      return Number(schema.values?.[0] ?? schema.default ?? Math.max(1, schema.minimum));
    case 'list':
      return schema.of.kind === 'struct'
        ? [{ ...requiredOf(schema.of, `${path}[].`), ...ITEM[`${path}[]`] }]
        : [sampleOf(schema.of, `${path}[]`)];
    case 'pairs':
      return { A: sampleOf({ kind: 'text', description: '' }, `${path}{}`) };
    case 'struct':
      return requiredOf(schema, `${path}.`);
    case 'object':
    case 'json':
      return { Key: 'value' };
  }
}

/** Every property of the block. Of `Overrides`, only those of the service. */
export const PROPERTIES: readonly Property[] = [...walk(BLOCK, '', (inner) => inner)];
