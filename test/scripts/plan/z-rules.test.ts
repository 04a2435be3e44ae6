import type { JsonObject } from '../../../handlers/template-language/json';
import { type Plan, planBetween } from '../../../scripts/plan/plan';
import { type Settled, settle } from '../../../scripts/plan/settle';
import fc from '../../fast-check';
import { pairOfBlocks, pairOfPlaces, sideOf } from './blocks';
import { nothingClashes } from './clashes';
import { type Choose, type Deed, Engine, type Observer } from './engine';
import { scalingSurvives, tasksStayReachable } from './reachability';

/** What must stay the same physical resource: traffic goes through it. */
const LASTING = [
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'Custom::ExpressGateway',
  'AWS::EC2::SecurityGroup',
  'AWS::ApplicationAutoScaling::ScalableTarget',
];

const choices = fc.infiniteStream(fc.nat()).map(
  (stream): Choose =>
    (count) =>
      (stream.next().value ?? 0) % count,
);

const all =
  (...observers: Observer[]): Observer =>
  (...told) => {
    for (const observer of observers) observer(...told);
  };

interface Played {
  plan: Plan;
  deeds: Map<string, Deed[]>;
}

const nothing: Settled = { resources: new Map(), outputs: {}, cautions: [] };

/** Makes the stack of the first block, then updates it to the second. */
function play([one, other]: [JsonObject, JsonObject], choose: Choose, observe: Observer, failAfter?: number): Played {
  const [from, to] = [sideOf(one), sideOf(other)];
  const [before, after] = [settle(from), settle(to)];
  const engine = new Engine();
  engine.update(nothing, before, choose);
  engine.observe = observe;
  return { plan: planBetween(from, to), deeds: engine.update(before, after, choose, failAfter) };
}

const watched = all(tasksStayReachable, scalingSurvives, nothingClashes);

/** What the target groups ask of the tasks of a block. */
const checksOf = (block: JsonObject) =>
  ['WebBlue', 'WebGreen'].map((id) => {
    const { HealthCheckPath: path, ...properties } = settle(sideOf(block)).resources.get(id)?.properties ?? {};
    const rest = Object.entries(properties).filter(([name]) => /HealthCheck|Matcher|Threshold/.test(name));
    return { path, rest };
  });

describe('an update of anything that rule Z6 names', () => {
  it('replaces no service, target group, membership or rule, and interrupts nothing but by a stricter health check', () => {
    fc.assert(
      fc.property(pairOfBlocks, ([one, other]) => {
        const plan = planBetween(sideOf(one), sideOf(other));
        const replaced = plan.changes.filter(({ action }) => action === 'replace' || action === 'delete');
        expect(replaced.filter(({ type }) => LASTING.includes(type))).toEqual([]);
        expect(plan.changes.find(({ logicalId }) => logicalId === 'WebRoute')?.action ?? 'update').toBe('update');
        expect(plan.refusals).toEqual([]);
        const { reasons } = plan.traffic;
        const held = reasons.filter((reason) => reason.includes('are held to the new health check'));
        const others = reasons.filter((reason) => !held.includes(reason));
        expect(others.filter((reason) => !/^Web: no longer answers/.test(reason))).toEqual([]);
        const [before, after] = [checksOf(one), checksOf(other)];
        if (JSON.stringify(before) === JSON.stringify(after)) expect(held).toEqual([]);
        if (before.some(({ path }, index) => path !== after[index]?.path)) expect(held).not.toEqual([]);
      }),
    );
  });

  it('leaves live tasks reachable and scaled at every step, in whatever order CloudFormation takes them', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, (pair, choose) => {
        play(pair, choose, watched);
      }),
    );
  });

  it('leaves them so when it is taken back by another update, and made once more', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, (pair, choose) => {
        const [one, other] = pair.map((block) => settle(sideOf(block))) as [Settled, Settled];
        const engine = new Engine();
        engine.update(nothing, one, choose);
        engine.observe = watched;
        engine.update(one, other, choose);
        engine.update(other, one, choose);
        engine.update(one, other, choose);
      }),
    );
  });

  it('leaves nothing behind that is in the way when the service goes and comes again', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, ([one, other], choose) => {
        const [before, after] = [settle(sideOf(one)), settle(sideOf(other))];
        const engine = new Engine();
        engine.observe = nothingClashes;
        engine.update(nothing, before, choose);
        engine.update(before, nothing, choose);
        engine.update(nothing, after, choose);
      }),
    );
  });

  it('leaves live tasks reachable and scaled when it fails anywhere and is rolled back', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, fc.nat({ max: 14 }), (pair, choose, failAfter) => {
        play(pair, choose, watched, failAfter);
      }),
    );
  });
});

describe('a plan', () => {
  it('names everything that CloudFormation then does, and promises nothing that it does not do', () => {
    fc.assert(
      fc.property(pairOfPlaces, choices, (pair, choose) => {
        const { plan, deeds } = play(pair, choose, () => {});
        if (plan.refusals.length > 0) return;
        const done = new Map([...deeds].map(([logicalId, [first]]) => [logicalId, first]));
        for (const { logicalId, action, certainty } of plan.changes) {
          const deed = done.get(logicalId);
          if (certainty === 'certain')
            expect([logicalId, deed === 'retain' ? 'delete' : deed]).toEqual([logicalId, action]);
        }
        const planned = new Map(plan.changes.map((change) => [change.logicalId, change.action]));
        for (const [logicalId, deed] of done) {
          const action = planned.get(logicalId);
          expect([logicalId, deed, action]).not.toEqual([logicalId, deed, undefined]);
          if (deed === 'replace') expect([logicalId, action]).toEqual([logicalId, 'replace']);
        }
      }),
    );
  });

  it('says so whenever a service moves', () => {
    fc.assert(
      fc.property(pairOfPlaces, choices, (pair, choose) => {
        const { plan, deeds } = play(pair, choose, () => {});
        if (deeds.get('Web')?.[0] === 'replace') expect(plan.traffic.interruption).not.toBe('none');
      }),
    );
  });

  it('is empty between a block and itself', () => {
    fc.assert(
      fc.property(pairOfBlocks, ([block]) => {
        const { changes, steps, traffic, outputs } = planBetween(sideOf(block), sideOf(block));
        expect({ changes, steps, outputs, ...traffic }).toEqual({
          changes: [],
          steps: [],
          outputs: [],
          interruption: 'none',
          reasons: [],
        });
      }),
    );
  });
});
