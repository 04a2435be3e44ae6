/** The events of a service, in ECS's own words (developer guide, service event messages). */
import { randomUUID } from 'node:crypto';
import type { LocalWorld } from '../world';
import type { ServiceState } from './model';

/** DescribeServices shows the newest hundred events (API reference of `Service`). */
const KEPT = 100;

/** Adds the event `(service <name>) <message>`. */
export function recordEvent(world: LocalWorld, service: ServiceState, message: string): void {
  const text = `(service ${service.name}) ${message}`;
  service.events.unshift({ id: randomUUID(), createdAt: world.now(), message: text });
  service.events.length = Math.min(service.events.length, KEPT);
  world.log(`ecs: ${text}`);
}
