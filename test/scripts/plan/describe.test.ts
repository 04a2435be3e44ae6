import { describePlan } from '../../../scripts/plan/describe';
import { planBetween } from '../../../scripts/plan/plan';
import { versionOf } from './blocks';

const url = { Outputs: { Url: { Value: { 'Fn::GetAtt': ['Web', 'Endpoint'] } } } };

describe('a plan as text', () => {
  it('shows the steps with their reasons, in the order in which they happen, and the effect on traffic', () => {
    const plan = planBetween(versionOf({ Image: 'nginx' }), versionOf({ Image: 'nginx', ContainerPort: 8080 }));
    expect(describePlan(plan)).toBe(`Update, in the order of the dependencies:
  replace  WebTaskDefinition  AWS::ECS::TaskDefinition
           ContainerDefinitions[0].PortMappings[0].ContainerPort: create-only in AWS's schema
  replace  WebIngress         AWS::EC2::SecurityGroupIngress
           FromPort, ToPort: create-only in AWS's schema
  update   Web                AWS::ECS::Service
           TaskDefinition: updated in place, because WebTaskDefinition is replaced
           LoadBalancers[0].ContainerPort: updated in place

Clean-up, after all of that has succeeded:
  delete  WebTaskDefinition  AWS::ECS::TaskDefinition        the old one
  delete  WebIngress         AWS::EC2::SecurityGroupIngress  the old one

Traffic: no interruption.`);
  });

  it('puts a question mark after uncertain steps, counts places, and names the outputs that change', () => {
    const text = describePlan(
      planBetween(
        versionOf({ Image: 'nginx' }, url),
        versionOf({ Image: 'nginx', HealthCheckPath: '/health', NetworkConfiguration: { Subnets: ['a', 'b'] } }, url),
      ),
    );
    expect(text).toMatch(/^ {2}replace\? +WebGateway +Custom::ExpressGateway$/m);
    expect(text).toMatch(/^ +Metrics \(\d places\): updated in place, because WebGateway may be replaced$/m);
    expect(text).toMatch(/^ {2}delete\? +WebGateway +Custom::ExpressGateway +the old one$/m);
    expect(text).toMatch(/^Outputs: Url$/m);
    expect(text).toMatch(/^Traffic: may be interrupted\.\n {2}Web may move \(SubnetIds\): /m);
  });

  it('says which resources are kept, and which service is certainly interrupted', () => {
    const other = { Resources: { Other: { Type: 'Express::Service', Properties: { Image: 'httpd' } } } };
    const text = describePlan(planBetween(versionOf({ Image: 'nginx' }, other), versionOf({ Image: 'nginx' })));
    expect(text).toMatch(/^ {2}retain +OtherLogGroup +AWS::Logs::LogGroup +remains in AWS, outside of the stack$/m);
    expect(text).toMatch(/^Traffic: will be interrupted\.\n {2}Other is deleted: it no longer answers\.$/m);
    expect(text).not.toContain('Update');
  });

  it('ends with the notes', () => {
    const included = { Resources: { 'Fn::Transform': { Name: 'AWS::Include' } } };
    const text = describePlan(planBetween(versionOf({ Image: 'x' }, included), versionOf({ Image: 'y' }, included)));
    expect(text).toMatch(/\n\nNote: Fn::Transform is worked out by CloudFormation itself/);
  });

  it('says nothing about traffic, and not that nothing changes, if the update is refused', () => {
    const refused = (one: string, other: string) => {
      const version = (Type: string) => ({ ...versionOf({ Image: 'x' }), template: { Resources: { A: { Type } } } });
      return describePlan(planBetween(version(one), version(other)));
    };
    expect(refused('AWS::SNS::Topic', 'AWS::SQS::Queue')).toBe('');
    const named = { ServiceName: 'shop', Image: 'x' };
    const moved = describePlan(planBetween(versionOf(named), versionOf({ ...named, Gateway: { Name: 'other' } })));
    expect(moved).toContain('replace  WebGateway');
    expect(moved).not.toMatch(/^Traffic:/m);
  });

  it('is one sentence if nothing changes', () => {
    expect(describePlan(planBetween(versionOf({ Image: 'nginx' }), versionOf({ Image: 'nginx' })))).toBe(
      'Nothing changes.',
    );
  });
});
