/** How long a load balancer waits, in real milliseconds. */
import type { LocalWorld } from '../../world';
import type { LoadBalancerView } from '../routing/view';

/** Real bytes move in real time: however fast AWS time runs, nobody is given less than that. */
const LEAST_MS = 2_000;
/** "The load balancer failed to establish a connection to the target before the connection timeout expired (10 seconds)". */
const CONNECT_SECONDS = 10;
/** `idle_timeout.timeout_seconds` and `client_keep_alive.seconds` if nobody has set them. */
const IDLE_SECONDS = 60;
const KEEP_ALIVE_SECONDS = 3600;

type Speed = Pick<LocalWorld, 'minuteMs'>;

const realMs = ({ minuteMs }: Speed, awsSeconds: number): number => Math.max(LEAST_MS, (awsSeconds * minuteMs) / 60);

export const connectMs = (world: Speed): number => realMs(world, CONNECT_SECONDS);

/** How long a connection may be without any byte. */
export const idleMs = (world: Speed, view: Pick<LoadBalancerView, 'attributes'> | undefined): number =>
  realMs(world, secondsOf(view, 'idle_timeout.timeout_seconds', IDLE_SECONDS));

/** How long a client's connection may be used at all. */
export const keepAliveMs = (world: Speed, view: Pick<LoadBalancerView, 'attributes'> | undefined): number =>
  realMs(world, secondsOf(view, 'client_keep_alive.seconds', KEEP_ALIVE_SECONDS));

function secondsOf(view: Pick<LoadBalancerView, 'attributes'> | undefined, name: string, otherwise: number): number {
  return Number(view?.attributes.get(name) ?? otherwise);
}
