import { PARTS, type Part } from '../names';
import type { Struct } from './schema';

const OVERRIDE = {
  kind: 'struct',
  properties: {
    Properties: {
      kind: 'object',
      description:
        'Merged into its properties: objects member by member, lists of named items by name, anything else is replaced; AWS::NoValue removes a property.',
    },
    DeletionPolicy: {
      kind: 'choice',
      description: 'What happens to the resource on deletion.',
      values: ['Delete', 'Retain', 'RetainExceptOnCreate'],
    },
    UpdateReplacePolicy: {
      kind: 'choice',
      description: 'What happens to the old resource on replacement.',
      values: ['Delete', 'Retain'],
    },
    DependsOn: {
      kind: 'list',
      description: 'Further resources of the template that it waits for.',
      known: true,
      of: { kind: 'name', description: 'A logical id.', pattern: /^[A-Za-z0-9]{1,255}$/, form: 'a logical id' },
    },
    Metadata: { kind: 'object', description: 'Merged into its metadata.' },
  },
} as const satisfies Omit<Struct, 'description'>;

const PROPERTIES = Object.fromEntries(
  (['Service', ...PARTS] as const).map((part) => [
    part,
    { ...OVERRIDE, description: 'What is merged into this resource.' },
  ]),
);

/** Changes to the generated resources, for what no property of the block reaches. */
export const OVERRIDES = {
  Overrides: {
    kind: 'struct',
    description:
      'Changes to the generated resources, by the part of their logical id that follows the id of the service.',
    default: {},
    properties: PROPERTIES as Readonly<Record<'Service' | Part, typeof OVERRIDE & { description: string }>>,
  },
} as const satisfies Struct['properties'];
