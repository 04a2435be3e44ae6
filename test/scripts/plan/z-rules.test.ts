import { type JsonObject, member } from '../../../handlers/template-language/json';
import { type Plan, planBetween } from '../../../scripts/plan/plan';
import { type ResolvedTemplate, resolveTemplate } from '../../../scripts/plan/resolve';
import fc from '../../fast-check';
import { pairOfBlocks, pairOfPlaces, versionOf } from './blocks';
import { nothingClashes } from './clashes';
import { scalingSurvives, tasksStayReachable, trafficEndsFirst } from './reachability';
import { type Choose, type ModelAction, type Observer, UpdateModel } from './update-model';

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

interface Updated {
  plan: Plan;
  actions: Map<string, ModelAction[]>;
}

const nothing: ResolvedTemplate = { resources: new Map(), outputs: {}, cautions: [] };

/** Creates a stack from the first block, then updates it to the second. */
function update(
  [one, other]: [JsonObject, JsonObject],
  choose: Choose,
  observe: Observer,
  failAfter?: number,
): Updated {
  const [from, to] = [versionOf(one), versionOf(other)];
  const [before, after] = [resolveTemplate(from), resolveTemplate(to)];
  const model = new UpdateModel();
  model.update(nothing, before, choose);
  model.observe = observe;
  return { plan: planBetween(from, to), actions: model.update(before, after, choose, failAfter) };
}

const watched = all(tasksStayReachable, scalingSurvives, trafficEndsFirst, nothingClashes);

/** What the health checks of a block's target groups demand. */
const checksOf = (block: JsonObject) =>
  ['WebBlue', 'WebGreen'].map((id) => {
    const { HealthCheckPath: path, ...properties } =
      resolveTemplate(versionOf(block)).resources.get(id)?.properties ?? {};
    const rest = Object.entries(properties).filter(([name]) => /HealthCheck|Matcher|Threshold/.test(name));
    return { path, rest };
  });

/** The strategy of a block's ECS service. */
const strategyOf = (block: JsonObject) =>
  member(resolveTemplate(versionOf(block)).resources.get('Web')?.properties.DeploymentConfiguration ?? {}, 'Strategy');

describe('an update of the properties in rule Z6', () => {
  it('replaces no service, target group, membership or rule; only a stricter health check and ROLLING may interrupt traffic', () => {
    fc.assert(
      fc.property(pairOfBlocks, ([one, other]) => {
        const plan = planBetween(versionOf(one), versionOf(other));
        const replaced = plan.changes.filter(({ action }) => action === 'replace' || action === 'delete');
        expect(replaced.filter(({ type }) => LASTING.includes(type))).toEqual([]);
        expect(plan.changes.find(({ logicalId }) => logicalId === 'WebRoute')?.action ?? 'update').toBe('update');
        expect(plan.refusals).toEqual([]);
        const { reasons } = plan.traffic;
        const held = reasons.filter((reason) => reason.includes('the new health check applies'));
        const others = reasons.filter((reason) => !held.includes(reason));
        expect(others.filter((reason) => !/^Web(: no longer answers| changes its strategy)/.test(reason))).toEqual([]);
        const rolls = [one, other].map((block) => strategyOf(block) === 'ROLLING');
        expect(others.some((reason) => reason.includes('changes its strategy'))).toBe(rolls[0] !== rolls[1]);
        const [before, after] = [checksOf(one), checksOf(other)];
        if (JSON.stringify(before) === JSON.stringify(after)) expect(held).toEqual([]);
        if (before.some(({ path }, index) => path !== after[index]?.path)) expect(held).not.toEqual([]);
      }),
    );
  });

  it('leaves live tasks reachable and scaled after every step, in every order that CloudFormation may take', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, (pair, choose) => {
        update(pair, choose, watched);
      }),
    );
  });

  it('leaves live tasks reachable and scaled when it is undone by another update and made again', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, (pair, choose) => {
        const [one, other] = pair.map((block) => resolveTemplate(versionOf(block))) as [
          ResolvedTemplate,
          ResolvedTemplate,
        ];
        const model = new UpdateModel();
        model.update(nothing, one, choose);
        model.observe = watched;
        model.update(one, other, choose);
        model.update(other, one, choose);
        model.update(one, other, choose);
      }),
    );
  });

  it('leaves nothing behind that prevents the service from being created again after its deletion', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, ([one, other], choose) => {
        const [before, after] = [resolveTemplate(versionOf(one)), resolveTemplate(versionOf(other))];
        const model = new UpdateModel();
        model.observe = nothingClashes;
        model.update(nothing, before, choose);
        model.update(before, nothing, choose);
        model.update(nothing, after, choose);
      }),
    );
  });

  it('leaves live tasks reachable and scaled when it fails at any step and is rolled back', () => {
    fc.assert(
      fc.property(pairOfBlocks, choices, fc.nat({ max: 14 }), (pair, choose, failAfter) => {
        update(pair, choose, watched, failAfter);
      }),
    );
  });
});

describe('a plan', () => {
  it('names everything that CloudFormation then does, and nothing certain that it does not do', () => {
    fc.assert(
      fc.property(pairOfPlaces, choices, (pair, choose) => {
        const { plan, actions } = update(pair, choose, () => {});
        if (plan.refusals.length > 0) return;
        const done = new Map([...actions].map(([logicalId, [first]]) => [logicalId, first]));
        for (const { logicalId, action, certainty } of plan.changes) {
          const actual = done.get(logicalId);
          if (certainty === 'certain') {
            expect([logicalId, actual === 'retain' ? 'delete' : actual]).toEqual([logicalId, action]);
          }
        }
        const planned = new Map(plan.changes.map((change) => [change.logicalId, change.action]));
        for (const [logicalId, actual] of done) {
          const action = planned.get(logicalId);
          expect([logicalId, actual, action]).not.toEqual([logicalId, actual, undefined]);
          if (actual === 'replace') expect([logicalId, action]).toEqual([logicalId, 'replace']);
        }
      }),
    );
  });

  it('says that traffic may be interrupted whenever a service moves', () => {
    fc.assert(
      fc.property(pairOfPlaces, choices, (pair, choose) => {
        const { plan, actions } = update(pair, choose, () => {});
        if (actions.get('Web')?.[0] === 'replace') expect(plan.traffic.interruption).not.toBe('none');
      }),
    );
  });

  it('is empty between a block and itself', () => {
    fc.assert(
      fc.property(pairOfBlocks, ([block]) => {
        const { changes, steps, traffic, outputs } = planBetween(versionOf(block), versionOf(block));
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
