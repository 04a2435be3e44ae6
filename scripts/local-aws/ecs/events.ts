/** The event stream of a service, in ECS's own sentences (developer guide, service event messages). */
import { randomUUID } from 'node:crypto';
import type { LocalWorld } from '../world';
import type { ServiceState } from './model';

/** DescribeServices shows the latest hundred (API reference of `Service`). */
const KEPT = 100;

/** Puts `(service <name>) <message>` on top of the service's events. */
export function recordEvent(world: LocalWorld, service: ServiceState, message: string): void {
  const text = `(service ${service.name}) ${message}`;
  service.events.unshift({ id: randomUUID(), createdAt: new Date(), message: text });
  service.events.length = Math.min(service.events.length, KEPT);
  world.log(`ecs: ${text}`);
}
