import type { JsonObject } from '../../../handlers/template-language/json';
import { type Settled, type SettledResource, settle } from '../../../scripts/plan/settle';
import { sideOf } from './blocks';
import { nothingClashes } from './clashes';
import { Engine } from './engine';

const nothing: Settled = { resources: new Map(), outputs: {}, cautions: [] };

const settled = (properties: JsonObject): Settled => settle(sideOf({ Image: 'nginx', ...properties }));

/** The template with other properties in one of its resources. */
function edited(base: Settled, logicalId: string, properties: JsonObject): Settled {
  const found = base.resources.get(logicalId);
  if (found === undefined) throw new Error(`no ${logicalId}`);
  const changed: SettledResource = { ...found, properties: { ...found.properties, ...properties } };
  return { ...base, resources: new Map([...base.resources, [logicalId, changed]]) };
}

/** What the watch says while a stack goes from one template to the next. */
function complaint(...templates: Settled[]): string | undefined {
  const engine = new Engine();
  engine.observe = nothingClashes;
  try {
    for (const [index, template] of templates.entries()) {
      engine.update(templates[index - 1] ?? nothing, template, () => 0);
    }
  } catch (error) {
    return String(error);
  }
  return undefined;
}

describe('the watch over what AWS takes only one of', () => {
  const plain = settled({});

  it('is content with a service that is made, changed and moved', () => {
    const changed = settled({ ContainerPort: 8080, ScalingTarget: { AutoScalingMetric: 'AVERAGE_MEMORY' } });
    expect(complaint(plain, changed, settled({ Gateway: { Name: 'other' } }), plain)).toBeUndefined();
  });

  it('sees a group of logs that stays under its name and is made again', () => {
    const named = edited(plain, 'WebLogGroup', { LogGroupName: 'logs' });
    expect(complaint(named, settled({ TaskDefinitionArn: 'mine:1', Image: { Ref: 'AWS::NoValue' } }))).toBeUndefined();
    expect(complaint(named, nothing, named)).toMatch(/WebLogGroup#\d+ and WebLogGroup#\d+ are the same to AWS/);
  });

  it('sees a metric that passes from one policy to another', () => {
    const both = settled({
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

  it('sees a target group that is replaced under its name', () => {
    expect(complaint(plain, edited(plain, 'WebBlue', { Port: 8080 }))).toMatch(
      /WebBlue#\d+ and WebBlue#\d+ are the same/,
    );
  });

  it('sees a rule of a security group that is replaced by the same rule', () => {
    const owned = edited(plain, 'WebIngress', { SourceSecurityGroupOwnerId: '123456789012' });
    expect(complaint(plain, owned)).toMatch(/WebIngress#\d+ and WebIngress#\d+ are the same/);
  });
});
