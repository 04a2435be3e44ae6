import type { JsonObject } from '../../../handlers/template-language/json';
import { type Plan, planBetween } from '../../../scripts/plan/plan';
import { expandedVersion } from './blocks';

const steps = ({ steps: all }: Plan): string[] =>
  all.map(({ phase, does, logicalId }) => `${phase}: ${does} ${logicalId}`);

describe('another scaling metric', () => {
  const following = (AutoScalingMetric: string, attributes: JsonObject = {}) =>
    expandedVersion({
      Resources: {
        Web: {
          Type: 'Express::Service',
          ...attributes,
          Properties: { Image: 'nginx', ScalingTarget: { AutoScalingMetric } },
        },
      },
    });

  it('means another policy, created before the old one is deleted', () => {
    const plan = planBetween(following('AVERAGE_CPU'), following('AVERAGE_MEMORY'));
    expect(steps(plan)).toEqual(['update: create WebScalingPolicyAverageMemory', 'clean-up: delete WebScalingPolicy']);
    expect(plan).toMatchObject({ cautions: [], refusals: [] });
  });

  it('leaves the old policy at work if its DeletionPolicy keeps it, and a note says so', () => {
    const kept = { DeletionPolicy: 'Retain' };
    const plan = planBetween(following('AVERAGE_CPU', kept), following('AVERAGE_MEMORY', kept));
    expect(steps(plan)).toContain('clean-up: retain WebScalingPolicy');
    expect(plan.cautions).toEqual([
      expect.stringMatching(/^WebScalingPolicy remains in AWS and continues to scale by its metric\. Delete it there/),
    ]);
  });
});
