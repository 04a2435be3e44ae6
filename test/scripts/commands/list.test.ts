import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshalMap } from '../../../handlers/gateway/aws/dynamodb/marshal';
import { listCommand } from '../../../scripts/commands/list';
import { mockClient } from '../../mock-client';
import { run } from '../command-line/run';

const cloudformation = mockClient(CloudFormationClient);
const dynamodb = mockClient(DynamoDBClient);

const service = (stack: string, block: string) =>
  `arn:aws:cloudformation:eu-west-1:123456789012:stack/${stack}/11/${block}`;

/** The items that the gateway writes for one service with a seat, a rule and a path. */
const serviceItem = (id: string, priority: number, path: string) => ({
  PK: `SERVICE#${id}`,
  SK: 'SERVICE',
  kind: 'service',
  service: id,
  seats: { [`${id}~r`]: { priority, slot: priority } },
  routes: { [`${id}~r|* ${path}`]: { member: `${id}~r`, claims: [`* ${path}`, `* ${path}/*`] } },
});

const gateway = (number: number, members: string[], more: object = {}) => ({
  PK: 'POOL#vpc-1#internet-facing#default',
  SK: `GATEWAY#0000${number}`,
  kind: 'gateway',
  pool: { name: 'default', vpcId: 'vpc-1', scheme: 'internet-facing' },
  number,
  token: `t${number}`,
  state: 'OPEN',
  members: Object.fromEntries(members.map((id) => [`${id}~r`, true])),
  ...more,
});

const [web, api, blog] = [service('shop', 'Web'), service('shop', 'Api'), service('blog', 'Site')];

const ledger = (...items: object[]) =>
  dynamodb.on(ScanCommand, { TableName: 'ledger' }).resolves({
    Items: items.map((item) => marshalMap(JSON.parse(JSON.stringify(item)))),
  });

beforeEach(() => {
  cloudformation.reset();
  dynamodb.reset();
  cloudformation.on(DescribeStacksCommand, { StackName: 'cfn-express' }).resolves({
    Stacks: [
      {
        StackName: 'cfn-express',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        Description: 'cfn-express: the Express macro and the gateway behind it. One per account and Region.',
        Outputs: [
          { OutputKey: 'TableName', OutputValue: 'ledger' },
          { OutputKey: 'MaxServicesPerLoadBalancer', OutputValue: '3' },
        ],
      },
    ],
  });
});

describe('cfn-express list', () => {
  it('shows each load balancer with its members by priority, and its free seats', async () => {
    ledger(
      serviceItem(api, 2, '/shop-api'),
      gateway(2, [blog]),
      serviceItem(web, 1, '/shop-web'),
      gateway(1, [api, web], { facts: { loadBalancerArn: 'arn:lb', dnsName: 'express-t1.elb.test' } }),
    );
    const { code, stdout, stderr } = await run([listCommand], 'list');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'default #1  internet-facing  vpc-1  2 members, 1 free',
        '  express-t1.elb.test',
        '  arn:lb',
        '  PRIORITY  HOST AND PATH               SERVICE  STACK',
        '  1         * /shop-web, * /shop-web/*  Web      shop',
        '  2         * /shop-api, * /shop-api/*  Api      shop',
        '',
        'default #2  internet-facing  vpc-1  1 member, 2 free',
        '  not built yet',
        '  PRIORITY  HOST AND PATH  SERVICE  STACK',
        '  -         -              Site     blog',
        '',
      ].join('\n'),
    );
  });

  it('says that a load balancer is being taken down', async () => {
    ledger(gateway(1, [], { state: 'CLOSING' }));
    expect((await run([listCommand], 'list')).stdout).toBe(
      'default #1  internet-facing  vpc-1  being taken down\n  not built yet\n',
    );
  });

  it('says why a load balancer without members still exists', async () => {
    ledger(gateway(1, [], { state: 'CLOSING', kept: 'it carries what cfn-express did not make: arn:rule' }));
    expect((await run([listCommand], 'list')).stdout).toBe(
      'default #1  internet-facing  vpc-1  without members\n  not built yet\n  remains: it carries what cfn-express did not make: arn:rule\n',
    );
  });

  it('prints no result if there are no services', async () => {
    ledger();
    expect(await run([listCommand], 'list')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no services in eu-west-1.\n',
    });
  });

  it('prints the same as JSON for programs, and an empty list if there are no services', async () => {
    ledger(
      serviceItem(web, 1, '/shop-web'),
      gateway(1, [web], { facts: { loadBalancerArn: 'arn:lb', dnsName: 'dns' } }),
    );
    const { code, stdout, stderr } = await run([listCommand], 'list', '--format', 'json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([
      {
        pool: 'default',
        vpcId: 'vpc-1',
        scheme: 'internet-facing',
        number: 1,
        state: 'OPEN',
        loadBalancerArn: 'arn:lb',
        dnsName: 'dns',
        members: [{ priority: 1, claims: ['* /shop-web', '* /shop-web/*'], service: 'Web', stack: 'shop' }],
        free: 2,
      },
    ]);
    ledger();
    expect(await run([listCommand], 'list', '--format', 'json')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  it('refuses any other format', async () => {
    expect(await run([listCommand], 'list', '--format', 'xml')).toEqual({
      code: 2,
      stdout: '',
      stderr: '--format is table or json, not xml. See cfn-express list --help.\n',
    });
  });

  it('says how to install cfn-express if it is not installed', async () => {
    const absent = Object.assign(new Error('Stack with id cfn-express does not exist'), { name: 'ValidationError' });
    cloudformation.on(DescribeStacksCommand).rejects(absent);
    cloudformation.on(DescribeStackResourcesCommand).rejects(absent);
    expect(await run([listCommand], 'list')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'cfn-express is not installed in this account in eu-west-1. Install it with cfn-express install.\n',
    });
  });
});
