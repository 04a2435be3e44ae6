/** A distribution in front of a played load balancer. */
import { AuthorizeSecurityGroupIngressCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, eventually, open } from '../fixtures';
import { alias, Zones } from '../route53/stage';
import { configOf, Distributions, listOf } from './stage';

const fixed = (MessageBody: string) => [
  { Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '200', MessageBody } },
];

test('requests for an alias meet the rules of the load balancer behind the distribution, by host and by path', async () => {
  const aws = await startLocalAws({ minuteMs: 100 });
  try {
    const { ec2, elb } = clients(aws);
    const { vpcId, subnetIds } = await defaultNetwork(ec2);
    const inVpc = [{ Name: 'vpc-id', Values: [vpcId] }];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: inVpc }));
    const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    const { GroupId } = SecurityGroups[0] ?? {};
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const { LoadBalancers = [] } = await elb.send(
      new CreateLoadBalancerCommand({ Name: 'web', Subnets: subnetIds.slice(0, 2) }),
    );
    const [{ LoadBalancerArn, DNSName = '' } = {}] = LoadBalancers;
    const { Listeners = [] } = await elb.send(
      new CreateListenerCommand({ LoadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions: fixed('default') }),
    );
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: Listeners[0]?.ListenerArn,
        Priority: 1,
        Conditions: [
          { Field: 'host-header', Values: ['shop.edge.test'] },
          { Field: 'path-pattern', Values: ['/shop/*'] },
        ],
        Actions: fixed('shop'),
      }),
    );
    await eventually(
      () => elb.send(new DescribeLoadBalancersCommand({})),
      ({ LoadBalancers: seen }) => seen?.[0]?.State?.Code === 'active',
    );
    const ACMCertificateArn = `arn:aws:acm:us-east-1:${aws.accountId}:certificate/edge`;
    aws.world.certificates.know({ arn: ACMCertificateArn, names: ['*.edge.test'], isIssued: true });
    const distributions = new Distributions(aws);
    const edge = await distributions.create(
      configOf({
        config: {
          Aliases: listOf('CNAME', '*.edge.test'),
          ViewerCertificate: { ACMCertificateArn, SSLSupportMethod: 'sni-only' },
          CustomErrorResponses: listOf('CustomErrorResponse', { ErrorCode: 502, ErrorCachingMinTTL: 0 }),
        },
        // The name as DescribeLoadBalancers tells it, with the port of this machine.
        origin: { DomainName: DNSName, OriginPath: '/shop' },
      }),
    );
    await distributions.deployed(edge.id);
    const zones = new Zones(aws);
    const zone = await zones.create('edge.test');
    await zones.change(zone, alias('CREATE', '*.edge.test', edge.domainName, 'Z2FDTNDATAQYW2'));
    expect(await open(aws, 'https://shop.edge.test/')).toMatchObject({ status: 200, body: 'shop' });
    expect(await open(aws, 'https://other.edge.test/')).toMatchObject({ status: 200, body: 'default' });
    expect(await open(aws, 'http://shop.edge.test/')).toMatchObject({
      status: 301,
      headers: { location: 'https://shop.edge.test/' },
    });
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    expect((await open(aws, 'https://shop.edge.test/')).status).toBe(502);
  } finally {
    await aws.stop();
  }
});
