import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { marshalMap } from '../../../handlers/gateway/aws/dynamodb/marshal';
import { CHECK_UP_SOURCE } from '../../../handlers/gateway/doctor/event';
import { newService } from '../../../handlers/gateway/ledger/service';
import { createGateway } from '../../../handlers/gateway/wiring';
import { mockClient } from '../../mock-client';
import { stackId } from './account/at-once/cloud';

const env = { TABLE_NAME: 'ledger', AWS_REGION: 'eu-west-1' };

describe('the gateway, put together from its environment,', () => {
  it('has a handler for each resource type of a service and for the guard, and a check-up', () => {
    const { handlers, checkUp } = createGateway(env);
    expect(Object.keys(handlers).sort()).toEqual([
      'Custom::ExpressGateway',
      'Custom::ExpressGuard',
      'Custom::ExpressRoute',
      'Custom::ExpressTraffic',
    ]);
    expect(checkUp).toBeInstanceOf(Function);
  });

  it('ends a check-up within its time when CloudFormation never answers, and reports what it did not see', async () => {
    vi.useFakeTimers();
    vi.spyOn(console, 'log').mockReturnValue();
    mockClient(ElasticLoadBalancingV2Client).on(DescribeLoadBalancersCommand).resolves({});
    mockClient(EC2Client).on(DescribeSecurityGroupsCommand).resolves({});
    mockClient(ECSClient).on(ListClustersCommand).resolves({});
    const service = { ...newService(`${stackId('shop')}/Web`), routes: { route: { member: 'member', claims: [] } } };
    mockClient(DynamoDBClient)
      .on(ScanCommand)
      .resolves({ Items: [marshalMap(JSON.parse(JSON.stringify(service)))] });
    mockClient(CloudFormationClient)
      .on(DescribeStacksCommand)
      .callsFake(() => new Promise(() => {}));
    const report = createGateway(env).checkUp({ source: CHECK_UP_SOURCE, treatment: 'none' });
    await vi.advanceTimersByTimeAsync(300_000);
    expect(await report).toMatchObject({ findings: [{ problem: 'there was no time to look at shop' }] });
  });

  it('needs a table', () => {
    expect(() => createGateway({ AWS_REGION: 'eu-west-1' })).toThrow('TABLE_NAME must hold');
  });

  it.each(['0', '51', '2.5', 'many'])(
    'refuses %s as the number of services per load balancer',
    (MAX_SERVICES_PER_LOAD_BALANCER) => {
      expect(() => createGateway({ ...env, MAX_SERVICES_PER_LOAD_BALANCER })).toThrow('a whole number from 1 to 50');
    },
  );
});
