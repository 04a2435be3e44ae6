import { DEFAULT_CLUSTER_NAME, DEFAULT_GATEWAY_NAME, type GatewayAttributes } from '../../handlers/contract';
import { type Json, member } from '../../handlers/template-language/json';
import { type Certainty, surest } from './certainty';
import { tokenChanged } from './custom-resource';
import { isUnknown } from './unknown-values';
import { type ChangedResource, property, type Reason, reasonsOf, type UpdateVerdict } from './verdict';

/**
 * What the gateway Lambda does with an update of a `Custom::ExpressGateway`. A service moves only if its pool, scheme,
 * cluster, name or subnets change. It then takes a seat in another gateway, or a new seat in the same one, and
 * everything that is named after the seat is created anew (rule Z7).
 */
export function gatewayVerdict(changed: ChangedResource): UpdateVerdict {
  const moves = movesOf(changed);
  const moved = surest(moves.map(({ certainty }) => certainty));
  const moving = new Set(moves.map(({ name }) => name));
  const rest = changed.properties.filter(({ name }) => !moving.has(name));
  return {
    reasons: [
      ...moves.flatMap(({ name, certainty, message }): Reason[] => [
        { property: name, effect: 'replace', certainty, message },
      ]),
      ...rest.flatMap((one) => reasonsOf(one, 'update', 'the gateway Lambda records it; the service does not move')),
    ],
    replaced: moved,
    refusals: [...refusalsOf(changed, moved), ...tokenChanged(changed)],
    cautions: cautionsOf(changed, moved),
    changes: (attribute) => attributeChange(changed, moves, attribute),
  };
}

interface Move {
  name: string;
  certainty: Certainty;
  message: string;
}

function movesOf(changed: ChangedResource): Move[] {
  const move = (name: string, certainty: Certainty | undefined, message: string): Move[] =>
    certainty === undefined ? [] : [{ name, certainty, message }];
  return [
    ...move('GatewayName', poolChange(changed), 'another pool of load balancers, so the service moves to it'),
    ...move('Scheme', schemeChange(changed), 'another kind of load balancer, so the service moves to one'),
    ...move('Cluster', clusterChange(changed), 'another cluster, so the service moves to it'),
    ...move('ServiceName', nameChange(changed), 'another name, so the service takes a new seat'),
    ...move(
      'SubnetIds',
      subnetChange(changed) && 'possible',
      'the service moves if they are in another VPC, have another scheme, or are in zones that its load balancer lacks',
    ),
  ];
}

/**
 * How sure it is that a property's values differ.
 * @param form gives the value that counts, the default for an absent one
 */
function change(changed: ChangedResource, name: string, form: (value: Json | undefined) => Json | undefined) {
  const difference = property(changed, name);
  if (difference === undefined) return undefined;
  const [before, after] = [changed.before, changed.after].map(({ properties }) => form(properties[name]));
  if (isUnknown(before) || isUnknown(after)) return difference.certainty;
  return String(before) === String(after) ? undefined : difference.certainty;
}

const poolChange = (changed: ChangedResource) =>
  change(changed, 'GatewayName', (value) => value ?? DEFAULT_GATEWAY_NAME);

const nameChange = (changed: ChangedResource) => change(changed, 'ServiceName', (value) => value);

/** A cluster's name and its ARN mean the same. */
const clusterChange = (changed: ChangedResource) =>
  change(changed, 'Cluster', (value) =>
    typeof value === 'string' ? value.replace(/^arn:.*:cluster\//, '') : (value ?? DEFAULT_CLUSTER_NAME),
  );

/** Without a scheme the subnets decide, and may give the scheme that the other template has. */
function schemeChange(changed: ChangedResource): Certainty | undefined {
  const certainty = change(changed, 'Scheme', (value) => value);
  const both = [changed.before, changed.after].every(({ properties }) => properties.Scheme !== undefined);
  return certainty && (both ? certainty : 'possible');
}

/** The gateway Lambda treats the subnets as a set. */
const subnetChange = (changed: ChangedResource) =>
  change(changed, 'SubnetIds', (value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? [...new Set(value)].sort() : value,
  ) ?? (hasUnknown(changed) ? property(changed, 'SubnetIds')?.certainty : undefined);

const hasUnknown = ({ before, after }: ChangedResource): boolean =>
  [before, after].some(({ properties }) => [properties.SubnetIds ?? []].flat().some(isUnknown));

/** @param attribute undefined for `Ref`, the membership */
function attributeChange(changed: ChangedResource, moves: readonly Move[], attribute?: string): Certainty | undefined {
  const moved = surest(moves.map(({ certainty }) => certainty));
  const of = (name: string) => moves.find((move) => move.name === name)?.certainty;
  const possible = (certainty: Certainty | undefined) => certainty && 'possible';
  switch (attribute as keyof GatewayAttributes | undefined) {
    case undefined:
    case 'BlueTargetGroupName':
    case 'GreenTargetGroupName':
      return moved;
    case 'ServiceName':
      return member(changed.after.properties, 'ServiceName') === undefined ? moved : of('ServiceName');
    case 'Cluster':
      return of('Cluster');
    case 'SubnetIds':
      return subnetChange(changed);
    case 'VpcId':
    case 'AssignPublicIp':
      return possible(subnetChange(changed));
    default:
      // Another pool or scheme means another load balancer. A new seat or a repair may mean another one.
      return surest([
        of('GatewayName'),
        of('Scheme'),
        possible(moved),
        possible(property(changed, 'Refresh')?.certainty),
      ]);
  }
}

/** A cluster cannot contain two services of the same name, not even for a moment. */
function refusalsOf(changed: ChangedResource, moved: Certainty | undefined): string[] {
  return moved === 'certain' && keepsName(changed) ? [`${refusal(changed)}`] : [];
}

function cautionsOf(changed: ChangedResource, moved: Certainty | undefined): string[] {
  return moved === 'possible' && keepsName(changed) ? [`If the service has to move: ${refusal(changed)}`] : [];
}

const keepsName = (changed: ChangedResource): boolean =>
  changed.after.properties.ServiceName !== undefined &&
  nameChange(changed) === undefined &&
  clusterChange(changed) === undefined;

const refusal = ({ after }: ChangedResource): string =>
  `${after.properties.Service ?? after.logicalId} cannot move and keep its fixed ServiceName, because the new service is ` +
  'created beside the old one. The gateway Lambda refuses. Change or remove ServiceName in the same update.';
