import type { MacroEvent } from '../../../handlers/macro/index';
import type { JsonObject } from '../../../handlers/template-language/json';

/** What CloudFormation would send for a template of that many services, each with what most services have. */
export const eventOf = (services: number): MacroEvent => ({
  requestId: 'request',
  region: 'eu-west-1',
  accountId: '123456789012',
  templateParameterValues: { Tag: 'latest' },
  fragment: {
    Parameters: { Tag: { Type: 'String' } },
    Resources: Object.fromEntries(Array.from({ length: services }, (_, index) => [`Service${index}`, block(index)])),
    Outputs: Object.fromEntries(
      Array.from({ length: services }, (_, index) => [
        `Url${index}`,
        { Value: { 'Fn::GetAtt': [`Service${index}`, 'Endpoint'] } },
      ]),
    ),
  },
});

const block = (index: number): JsonObject => ({
  Type: 'Express::Service',
  Properties: {
    Image: { 'Fn::Sub': `123456789012.dkr.ecr.eu-west-1.amazonaws.com/service${index}:\${Tag}` },
    ContainerPort: 8080,
    Cpu: '512',
    Memory: '1024',
    ExecutionEnvironment: {
      STAGE: 'prod',
      NAME: `service${index}`,
      PEER: { 'Fn::GetAtt': ['Service0', 'ServiceArn'] },
    },
    HealthCheckPath: '/health',
    ScalingTarget: { MinTaskCount: 2, MaxTaskCount: 10 },
    Tags: [{ Key: 'team', Value: 'shop' }],
  },
});
