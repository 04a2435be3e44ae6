import type { JsonObject } from '../../../handlers/template-language/json';
import { type ResolvedResource, type ResolvedTemplate, resolveTemplate } from '../../../scripts/plan/resolve';
import fc from '../../fast-check';
import { pairOfPlaces, versionOf } from './blocks';
import { scalingSurvives, tasksStayReachable, trafficEndsFirst } from './reachability';
import { type Choose, type Observer, UpdateModel } from './update-model';

const nothing: ResolvedTemplate = { resources: new Map(), outputs: {}, cautions: [] };

/** Orders in which independent steps may be taken, the same in every run. */
const orders = fc
  .sample(fc.array(fc.nat(), { minLength: 1, size: '+1' }), { numRuns: 20, seed: 1 })
  .map((picks) => (): Choose => {
    let at = 0;
    return (count) => (picks[at++ % picks.length] ?? 0) % count;
  });

/** The first complaint of an observer while one template is updated to another, in any of the orders. */
function complaint(observer: Observer, from: ResolvedTemplate, to: ResolvedTemplate): string | undefined {
  for (const choose of orders.map((start) => start())) {
    const model = new UpdateModel();
    model.update(nothing, from, choose);
    model.observe = observer;
    try {
      model.update(from, to, choose);
    } catch (error) {
      return String(error);
    }
  }
  return undefined;
}

const resolved = (properties: JsonObject): ResolvedTemplate => resolveTemplate(versionOf(properties));

/** The template with one resource of it changed. */
function edited(
  base: ResolvedTemplate,
  logicalId: string,
  edit: (resource: ResolvedResource) => ResolvedResource,
): ResolvedTemplate {
  const found = base.resources.get(logicalId);
  if (found === undefined) throw new Error(`no ${logicalId}`);
  return { ...base, resources: new Map([...base.resources, [logicalId, edit(found)]]) };
}

const withProperties =
  (properties: JsonObject) =>
  (resource: ResolvedResource): ResolvedResource => ({
    ...resource,
    properties: { ...resource.properties, ...properties },
  });

describe('the check of live tasks', () => {
  const port80 = resolved({ Image: 'nginx' });
  const port8080 = resolved({ Image: 'nginx', ContainerPort: 8080 });

  it('accepts a new container port', () => {
    expect(complaint(tasksStayReachable, port80, port8080)).toBeUndefined();
  });

  it('finds a port that opens only after its tasks have started', () => {
    const unordered = (base: ResolvedTemplate) => edited(base, 'Web', (resource) => ({ ...resource, dependsOn: [] }));
    expect(complaint(tasksStayReachable, unordered(port80), unordered(port8080))).toMatch(/port 8080 is closed/);
  });

  it('finds a port that closes while old tasks still listen on it', () => {
    // Pretends that the rule can be updated in place.
    const inPlace = (base: ResolvedTemplate) =>
      edited(base, 'WebIngress', (resource) => ({ ...resource, type: 'Test::Ingress::InPlace' }));
    const watch: Observer = (alive, ...rest) =>
      tasksStayReachable(
        alive.map((one) =>
          one.type === 'Test::Ingress::InPlace' ? { ...one, type: 'AWS::EC2::SecurityGroupIngress' } : one,
        ),
        ...rest,
      );
    expect(complaint(watch, inPlace(port80), inPlace(port8080))).toMatch(/port 80 is closed/);
  });

  it('finds a fixed number of tasks', () => {
    const fixed = edited(port80, 'Web', withProperties({ DesiredCount: 1 }));
    expect(complaint(tasksStayReachable, port80, fixed)).toMatch(/fixes the number of tasks/);
  });

  it('finds a target group, a log group or a role that is deleted while tasks use it', () => {
    const without = (logicalId: string): ResolvedTemplate => {
      const resources = new Map(port80.resources);
      resources.delete(logicalId);
      return { ...port80, resources };
    };
    expect(complaint(tasksStayReachable, port80, without('WebGreen'))).toMatch(/its target group WebGreen#\d+ is gone/);
    const dropped = edited(port80, 'WebLogGroup', (resource) => ({ ...resource, deletionPolicy: 'Delete' }));
    const gone = new Map(dropped.resources);
    gone.delete('WebLogGroup');
    expect(complaint(tasksStayReachable, dropped, { ...dropped, resources: gone })).toMatch(
      /log group WebLogGroup#\d+/,
    );
    const secret = resolved({ Image: 'nginx', Secrets: { KEY: 'arn:aws:ssm:eu-west-1:123456789012:parameter/key' } });
    const roleless = new Map(secret.resources);
    roleless.delete('WebExecutionRole');
    expect(complaint(tasksStayReachable, secret, { ...secret, resources: roleless })).toMatch(/its role/);
  });

  it('finds scaling that names another service', () => {
    const lost = edited(port80, 'WebScalableTarget', withProperties({ ResourceId: 'service/default/another' }));
    expect(complaint(scalingSurvives, port80, lost)).toMatch(/nothing scales Web#/);
  });
});

describe('the check of traffic', () => {
  const before = resolved({ Image: 'nginx' });

  it('accepts that a service is deleted', () => {
    expect(complaint(trafficEndsFirst, before, nothing)).toBeUndefined();
  });

  it('finds a service that goes before its traffic', () => {
    const unordered = edited(before, 'WebTraffic', (resource) => ({ ...resource, dependsOn: [] }));
    expect(complaint(trafficEndsFirst, unordered, nothing)).toMatch(/Web goes before its traffic/);
  });
});

describe('a service that moves to another load balancer', () => {
  it('keeps its old tasks reachable until they are deleted, after their traffic', () => {
    fc.assert(
      fc.property(pairOfPlaces, ([one, other]) => {
        const [here, there] = [unnamed(one), unnamed(other)];
        expect(complaint(tasksStayReachable, resolved(here), resolved(there))).toBeUndefined();
        expect(complaint(trafficEndsFirst, resolved(here), resolved(there))).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });
});

/** With a fixed name a service cannot move. */
const unnamed = ({ ServiceName: _, ...rest }: JsonObject): JsonObject => rest;
