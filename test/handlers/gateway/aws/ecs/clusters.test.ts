import { CreateClusterCommand, DeleteClusterCommand, DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { EcsClusters } from '../../../../../handlers/gateway/aws/ecs/clusters';
import { mockClient } from '../../../../mock-client';
import { awsError } from '../../account/aws-error';

const ecs = mockClient(ECSClient);
const client = new EcsClusters(new ECSClient({ region: 'eu-west-1' }));

beforeEach(() => ecs.reset());

describe('a cluster', () => {
  it('is found with its capacity providers and tags', async () => {
    const cluster = {
      clusterArn: 'arn',
      status: 'ACTIVE',
      capacityProviders: ['FARGATE'],
      tags: [{ key: 'k', value: 'v' }],
    };
    ecs.on(DescribeClustersCommand, { clusters: ['c'], include: ['TAGS'] }).resolves({ clusters: [cluster] });
    expect(await client.find('c')).toEqual({ arn: 'arn', capacityProviders: ['FARGATE'], tags: { k: 'v' } });
  });

  it('that was deleted or never made is not found', async () => {
    ecs
      .on(DescribeClustersCommand)
      .resolvesOnce({ clusters: [{ status: 'INACTIVE' }] })
      .resolves({});
    expect(await client.find('c')).toBeUndefined();
    expect(await client.find('c')).toBeUndefined();
  });

  it.each(['PROVISIONING', 'DEPROVISIONING'])('that is %s is changing', async (status) => {
    ecs.on(DescribeClustersCommand).resolves({ clusters: [{ clusterArn: 'arn', status }] });
    expect(await client.find('c')).toMatchObject({ arn: 'arn', changing: true });
  });

  it('is made with the capacity providers of Fargate and Fargate Spot', async () => {
    ecs.on(CreateClusterCommand).resolves({});
    expect(await client.create('c', { k: 'v' })).toBe('made');
    expect(ecs.calls()[0]?.args[0].input).toEqual({
      clusterName: 'c',
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      tags: [{ key: 'k', value: 'v' }],
    });
  });

  it('is reported as "not yet" while ECS has no service-linked role; any other refusal is an error', async () => {
    const role = 'Unable to assume the service linked role. Please verify that the ECS service linked role exists.';
    ecs
      .on(CreateClusterCommand)
      .rejectsOnce(awsError('InvalidParameterException', role))
      .rejects(awsError('ClientException'));
    expect(await client.create('c', {})).toBe('not yet');
    await expect(client.create('c', {})).rejects.toMatchObject({ name: 'ClientException' });
  });

  it.each([
    ['ClusterNotFoundException', 'gone'],
    ['ClusterContainsServicesException', 'in use'],
    ['ClusterContainsTasksException', 'in use'],
  ])('is deleted, and %s means that it is %s', async (code, answer) => {
    ecs.on(DeleteClusterCommand, { cluster: 'c' }).resolvesOnce({}).rejects(awsError(code));
    expect(await client.delete('c')).toBe('gone');
    expect(await client.delete('c')).toBe(answer);
  });

  it('throws if it cannot be deleted for another reason', async () => {
    ecs.on(DeleteClusterCommand).rejects(awsError('AccessDeniedException'));
    await expect(client.delete('c')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
