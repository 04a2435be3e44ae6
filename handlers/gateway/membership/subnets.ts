import type { Scheme } from '../../contract';
import type { GatewayItem, Pool, TaskNetwork, Wish } from '../ledger/items';
import { UnusableNetworkError } from '../world/errors';
import type { Network, RouteTable, Subnet } from '../world/network';

/** The subnets of a service's tasks, and those of a load balancer for it. */
export interface SubnetChoice {
  scheme: Scheme;
  network: TaskNetwork;
  /** A subnet for the load balancer in each Availability Zone. */
  zones: Record<string, string>;
}

/** The pool whose gateways can serve the wish in these subnets. */
export const poolOf = ({ gatewayName }: Wish, { scheme, network }: SubnetChoice): Pool => ({
  name: gatewayName,
  vpcId: network.vpcId,
  scheme,
});

/** Whether the gateway's load balancer has a subnet in each of these zones: it reaches tasks in no other zone. */
export const hasZones = ({ zones }: GatewayItem, { network }: SubnetChoice): boolean =>
  network.zones.every((zone) => zone in zones);

/** An Application Load Balancer needs at least two Availability Zones (CreateLoadBalancer, ELBv2 API reference). */
const FEWEST_ZONES = 2;

/** `eu-west-1a`. A Local Zone's name also contains a place (`us-west-2-lax-1a`), a Wavelength Zone's name a carrier. */
const AVAILABILITY_ZONE = /^[a-z]+(-[a-z]+)+-\d+[a-z]$/;

/**
 * The zones that run Fargate tasks, in Regions where not every zone does ("Supported Regions for Amazon ECS on AWS
 * Fargate", ECS developer guide). The other zones are old and take no new load balancers either. Old accounts have
 * default subnets there.
 */
const FARGATE_ZONES: Readonly<Record<string, readonly string[]>> = {
  usw1: ['usw1-az1', 'usw1-az3'],
  apne1: ['apne1-az1', 'apne1-az2', 'apne1-az4'],
  cnn1: ['cnn1-az1', 'cnn1-az2'],
};

/**
 * Chooses the subnets of a service's tasks and of its load balancer. The tasks get the subnets in the wish, or else the
 * public subnets of the default VPC.
 * @throws UnusableNetworkError
 */
export async function chooseSubnets(network: Network, wish: Wish): Promise<SubnetChoice> {
  const given = wish.subnetIds && (await network.subnets(wish.subnetIds));
  const vpcId = given ? onlyVpc(given) : await defaultVpc(network);
  const isPublic = publicity(await network.routeTables(vpcId));
  const tasks = sorted(given ?? (await network.subnetsOf(vpcId)).filter((one) => isPublic(one) && isUsual(one)));
  checkZones(tasks, given ? 'NetworkConfiguration.Subnets' : `The public subnets of the default VPC ${vpcId}`);
  const open = sameForAll(tasks, isPublic);
  const chosen = zonesOf(tasks);
  const scheme = wish.scheme ?? (open ? 'internet-facing' : 'internal');
  const fronts =
    scheme === 'internet-facing' && !open
      ? sorted(
          (await network.subnetsOf(vpcId)).filter(
            (one) => isPublic(one) && (isUsual(one) || chosen.includes(one.zone)),
          ),
        )
      : tasks;
  return {
    scheme,
    zones: onePerZone(fronts, tasks, vpcId),
    network: {
      vpcId,
      subnetIds: tasks.map(({ id }) => id),
      zones: chosen,
      assignPublicIp: open ? 'ENABLED' : 'DISABLED',
    },
  };
}

function onlyVpc(subnets: readonly Subnet[]): string {
  const [vpcId, ...others] = new Set(subnets.map((one) => one.vpcId));
  if (vpcId === undefined || others.length > 0) {
    const where = subnets.map((one) => `${one.id} in ${one.vpcId}`).join(', ');
    throw new UnusableNetworkError(
      `NetworkConfiguration.Subnets must be subnets of one VPC, but they are of several: ${where}`,
    );
  }
  return vpcId;
}

async function defaultVpc(network: Network): Promise<string> {
  const vpcId = await network.defaultVpc();
  if (!vpcId) {
    throw new UnusableNetworkError(
      'There is no default VPC in this region: name the subnets in NetworkConfiguration.Subnets, or create a default VPC',
    );
  }
  return vpcId;
}

/** A subnet is public if its route table, its own or the VPC's main one, has a route to an internet gateway. */
function publicity(tables: readonly RouteTable[]) {
  const main = tables.find((table) => table.main);
  return ({ id }: Subnet): boolean =>
    (tables.find((table) => table.subnetIds.includes(id)) ?? main)?.toInternet ?? false;
}

/** Whether a subnet may be used that the user has not named. */
function isUsual(subnet: Subnet): boolean {
  const { zoneId = '' } = subnet;
  return isRegional(subnet) && (FARGATE_ZONES[zoneId.split('-')[0] ?? '']?.includes(zoneId) ?? true);
}

const isRegional = ({ zone }: Subnet): boolean => AVAILABILITY_ZONE.test(zone);

function checkZones(subnets: readonly Subnet[], what: string): void {
  const local = subnets.filter((one) => !isRegional(one));
  if (local.length > 0) {
    const names = local.map(({ id, zone }) => `${id} (${zone})`).join(', ');
    throw new UnusableNetworkError(`${what} must be in Availability Zones, not in Local or Wavelength Zones: ${names}`);
  }
  const zones = zonesOf(subnets);
  if (zones.length < FEWEST_ZONES) {
    const found = zones.length === 0 ? 'in none' : `all in ${zones.join()}`;
    throw new UnusableNetworkError(
      `${what} must be in at least ${FEWEST_ZONES} Availability Zones, as a load balancer needs; they are ${found}`,
    );
  }
}

function sameForAll(subnets: readonly Subnet[], isPublic: (subnet: Subnet) => boolean): boolean {
  const open = subnets.filter(isPublic);
  if (open.length > 0 && open.length < subnets.length) {
    const ids = (some: readonly Subnet[]) => some.map(({ id }) => id).join(', ');
    throw new UnusableNetworkError(
      `NetworkConfiguration.Subnets must be all public or all private: ${ids(open)} have a route to an internet gateway, ` +
        `${ids(subnets.filter((one) => !isPublic(one)))} have none`,
    );
  }
  return open.length > 0;
}

/** Chooses one subnet per zone for the load balancer. It reaches tasks only in zones where it has a subnet. */
function onePerZone(fronts: readonly Subnet[], tasks: readonly Subnet[], vpcId: string): Record<string, string> {
  const zones: Record<string, string> = {};
  for (const { zone, id } of fronts) {
    zones[zone] ??= id;
  }
  const missing = zonesOf(tasks).filter((zone) => !(zone in zones));
  if (missing.length > 0) {
    throw new UnusableNetworkError(
      `An internet-facing load balancer for private subnets needs a public subnet of ${vpcId} in each of their ` +
        `Availability Zones; there is none in ${missing.join(', ')}`,
    );
  }
  return zones;
}

const zonesOf = (subnets: readonly Subnet[]): string[] => [...new Set(subnets.map(({ zone }) => zone))].sort();

const sorted = (subnets: readonly Subnet[]): Subnet[] =>
  [...subnets].sort((one, other) => (one.id < other.id ? -1 : 1));
