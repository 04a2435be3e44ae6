import type { JsonObject } from '../../../handlers/template-language/json';
import { type ResolvedResource, type ResolvedTemplate, resolveTemplate } from '../../../scripts/plan/resolve';
import { versionOf } from './blocks';
import { nothingClashes } from './clashes';
import { UpdateModel } from './update-model';

const nothing: ResolvedTemplate = { resources: new Map(), outputs: {}, cautions: [] };

const resolved = (properties: JsonObject): ResolvedTemplate =>
  resolveTemplate(versionOf({ Image: 'nginx', ...properties }));

/** The template with other properties in one of its resources. */
function edited(base: ResolvedTemplate, logicalId: string, properties: JsonObject): ResolvedTemplate {
  const found = base.resources.get(logicalId);
  if (found === undefined) throw new Error(`no ${logicalId}`);
  const changed: ResolvedResource = { ...found, properties: { ...found.properties, ...properties } };
  return { ...base, resources: new Map([...base.resources, [logicalId, changed]]) };
}

/** What the check reports while a stack is updated from one template to the next. */
function complaint(...templates: ResolvedTemplate[]): string | undefined {
  const model = new UpdateModel();
  model.observe = nothingClashes;
  try {
    for (const [index, template] of templates.entries()) {
      model.update(templates[index - 1] ?? nothing, template, () => 0);
    }
  } catch (error) {
    return String(error);
  }
  return undefined;
}

describe('the check for resources of which AWS accepts only one', () => {
  const plain = resolved({});

  it('accepts a service that is created, updated and moved', () => {
    const changed = resolved({ ContainerPort: 8080, ScalingTarget: { AutoScalingMetric: 'AVERAGE_MEMORY' } });
    expect(complaint(plain, changed, resolved({ Gateway: { Name: 'other' } }), plain)).toBeUndefined();
  });

  it('finds a log group that is kept under its name and created again', () => {
    const named = edited(plain, 'WebLogGroup', { LogGroupName: 'logs' });
    expect(complaint(named, resolved({ TaskDefinitionArn: 'mine:1', Image: { Ref: 'AWS::NoValue' } }))).toBeUndefined();
    expect(complaint(named, nothing, named)).toMatch(/WebLogGroup#\d+ and WebLogGroup#\d+ are the same to AWS/);
  });

  it('finds a metric that moves from one policy to another', () => {
    const both = resolved({
      ScalingTarget: { AdditionalMetrics: [{ AutoScalingMetric: 'AVERAGE_MEMORY', AutoScalingTargetValue: 50 }] },
    });
    const configuration = (logicalId: string): JsonObject => {
      const { TargetTrackingScalingPolicyConfiguration = {} } = both.resources.get(logicalId)?.properties ?? {};
      return { TargetTrackingScalingPolicyConfiguration };
    };
    const [cpu, memory] = ['WebScalingPolicy', 'WebScalingPolicyAverageMemory'].map(configuration);
    const exchanged = edited(
      edited(both, 'WebScalingPolicy', memory ?? {}),
      'WebScalingPolicyAverageMemory',
      cpu ?? {},
    );
    expect(complaint(both)).toBeUndefined();
    expect(complaint(both, exchanged)).toMatch(/WebScalingPolicy\w*#\d+ and WebScalingPolicy\w*#\d+ are the same/);
  });

  it('finds a target group that is replaced and keeps its name', () => {
    expect(complaint(plain, edited(plain, 'WebBlue', { Port: 8080 }))).toMatch(
      /WebBlue#\d+ and WebBlue#\d+ are the same/,
    );
  });

  it('finds a security group rule that is replaced by the same rule', () => {
    const owned = edited(plain, 'WebIngress', { SourceSecurityGroupOwnerId: '123456789012' });
    expect(complaint(plain, owned)).toMatch(/WebIngress#\d+ and WebIngress#\d+ are the same/);
  });
});
