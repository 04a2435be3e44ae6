import { createHash } from 'node:crypto';
import { TAG } from '../contract';

/**
 * The ids of services, members, routes and traffic (see handlers/README.md). A service is a block of a stack. A member
 * is a service in one gateway; its id contains the request that took the seat. A route is a member's claim on hosts and
 * paths. Member ids, route ids and traffic ids are the physical ids of `Custom::ExpressGateway`, `Custom::ExpressRoute`
 * and `Custom::ExpressTraffic`.
 */

/** Separates service and request. No stack id, logical id or request id can contain it. */
const REQUEST = '~';
/** Separates the member id and the route's claims. */
const CLAIM = '|';
/** Separates the member id and the word `traffic`. */
const TRAFFIC = '/traffic';
/** CloudFormation takes physical ids of up to 1,024 bytes. */
const LONGEST_PHYSICAL_ID = 1024;

export const serviceId = (stackId: string, logicalId: string): string => `${stackId}/${logicalId}`;

export const memberId = (service: string, requestId: string): string => `${service}${REQUEST}${requestId}`;

/**
 * @param claims the route's hosts and paths, which distinguish it from the member's other routes
 * @param priority the priority that the user has fixed, if a change of it is to bring another id
 */
export function routeId(member: string, claims: readonly string[], priority?: number): string {
  // Every claim contains a space and then a slash or a star, so none can be read as a number.
  const what = [...claims, ...(priority === undefined ? [] : [String(priority)])].join(CLAIM);
  const id = `${member}${CLAIM}${what}`;
  return Buffer.byteLength(id) > LONGEST_PHYSICAL_ID ? `${member}${CLAIM}${hash(what, 32)}` : id;
}

/** The member id in a route id. */
export const memberOfRoute = (route: string): string => route.split(CLAIM)[0] ?? '';

/** Whether the id is that of a route of the member. */
export const isRouteOf = (member: string, id: string): boolean => id.startsWith(`${member}${CLAIM}`);

export const trafficId = (member: string): string => `${member}${TRAFFIC}`;

/** The member id in a traffic id. */
export const memberOfTraffic = (id: string): string => (id.endsWith(TRAFFIC) ? id.slice(0, -TRAFFIC.length) : id);

/** Whether the id may come from an answer of ours for this service. If not, CloudFormation made it up. */
export const isIdOf = (service: string, id: string): boolean => id.startsWith(`${service}${REQUEST}`);

/** The parts of a service id. @throws TypeError if it is not a service id */
export function serviceParts(service: string): { stackId: string; logicalId: string } {
  const cut = service.lastIndexOf('/');
  if (cut < 1) throw new TypeError(`${JSON.stringify(service)} is not a stack id and a logical id`);
  return { stackId: service.slice(0, cut), logicalId: service.slice(cut + 1) };
}

/** `arn:aws:cloudformation:region:account:stack/NAME/uuid` → NAME. Anything else is returned as it is. */
export const stackName = (stackId: string): string => stackId.split('/')[1] ?? stackId;

/** Stands between the names of a service and of its stack in messages. */
const OF_STACK = ' of stack ';

/** How a message names a service of any stack: `Web of stack shop`. */
export function spoken(service: string): string {
  const { stackId, logicalId } = serviceParts(service);
  return logicalId + OF_STACK + stackName(stackId);
}

/** Whether a service named by `spoken` is one of the stack; undefined if the text does not name a service. */
export function isOfStack(what: string, stackId: string): boolean | undefined {
  const [, stack] = what.split(OF_STACK);
  return stack === undefined ? undefined : stack === stackName(stackId);
}

/** Whether it is a member id. The ledger has tokens of gateways beside them. */
export const isMemberId = (id: string): boolean => id.includes(REQUEST);

/** The service id in a member id. */
export const serviceOf = (member: string): string => member.slice(0, member.lastIndexOf(REQUEST));

/** A member id as tags. It needs three: a tag's value has at most 256 characters and cannot contain `~`. */
export function memberTags(member: string): Record<string, string> {
  const { stackId, logicalId } = serviceParts(serviceOf(member));
  return {
    [TAG.stackId]: stackId,
    [TAG.service]: logicalId,
    [TAG.request]: member.slice(member.lastIndexOf(REQUEST) + 1),
  };
}

/** @returns the member id in the tags; undefined if there is none */
export function memberOfTags(tags: Readonly<Record<string, string>>): string | undefined {
  const [stackId, logicalId, request] = [tags[TAG.stackId], tags[TAG.service], tags[TAG.request]];
  return stackId && logicalId && request ? memberId(serviceId(stackId, logicalId), request) : undefined;
}

/** A number below 2^32, made from the text's SHA-256. */
export const numberOf = (text: string): number => Number.parseInt(hash(text, 8), 16);

/** The first `length` hexadecimal digits of the text's SHA-256. */
export const hash = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);
