import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DescribeClustersCommand,
  ListClustersCommand,
  ListTagsForResourceCommand,
  PutClusterCapacityProvidersCommand,
  TagResourceCommand,
  UpdateClusterCommand,
  UpdateClusterSettingsCommand,
} from '@aws-sdk/client-ecs';
import { createRoute, type EcsStage, eventually, openStage, registerTask, serviceRequest, setDraining } from './stage';

let stage: EcsStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const FARGATE = {
  capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
  defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
};
const create = (input: object) => stage.ecs.send(new CreateClusterCommand(input));
async function look(clusterName: string) {
  const { clusters = [] } = await stage.ecs.send(
    new DescribeClustersCommand({ clusters: [clusterName], include: ['TAGS', 'SETTINGS'] }),
  );
  return clusters[0];
}

test('the default cluster does not exist before it is created', async () => {
  const { failures } = await stage.ecs.send(new DescribeClustersCommand({}));
  expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/default', reason: 'MISSING' }]);
  const { cluster } = await create({});
  expect(cluster).toMatchObject({ clusterName: 'default', status: 'ACTIVE' });
});

test('a repeated CreateCluster answers with the existing cluster, and is refused with other settings', async () => {
  const tags = [{ key: 'a', value: 'b' }];
  const first = await create({ clusterName: 'twice', ...FARGATE, tags });
  expect(await create({ clusterName: 'twice', ...FARGATE, tags })).toMatchObject({ cluster: first.cluster });
  expect(await create({ clusterName: 'twice' })).toMatchObject({ cluster: first.cluster });
  await expect(create({ clusterName: 'twice', capacityProviders: ['FARGATE'] })).rejects.toThrow(
    'Arguments on this idempotent request are inconsistent',
  );
  expect(await look('twice')).toMatchObject({ ...FARGATE, tags });
});

test('capacity providers can be set later, if they exist and the strategy names no others', async () => {
  await create({ clusterName: 'later' });
  await stage.ecs.send(new PutClusterCapacityProvidersCommand({ cluster: 'later', ...FARGATE }));
  expect(await look('later')).toMatchObject(FARGATE);
  const put = (capacityProviders: string[]) =>
    stage.ecs.send(new PutClusterCapacityProvidersCommand({ cluster: 'later', ...FARGATE, capacityProviders }));
  await expect(put(['FARGATE', 'MINE'])).rejects.toThrow('does not exist');
  await expect(put(['FARGATE_SPOT'])).rejects.toThrow('not associated with the cluster');
});

test('a capacity provider that a service uses cannot be removed', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'user', await registerTask(stage))));
  await expect(
    stage.ecs.send(
      new PutClusterCapacityProvidersCommand({
        cluster: 'main',
        capacityProviders: ['FARGATE_SPOT'],
        defaultCapacityProviderStrategy: [],
      }),
    ),
  ).rejects.toMatchObject({ name: 'ResourceInUseException' });
});

test('a cluster counts its services and tasks, and cannot be deleted while it has any', async () => {
  await create({ clusterName: 'counting', ...FARGATE });
  const route = await createRoute(stage);
  await setDraining(stage, route.blue, 1500);
  const behind = serviceRequest(stage, 'counted', await registerTask(stage), undefined, route);
  const request = { ...behind, cluster: 'counting' };
  await stage.ecs.send(new CreateServiceCommand({ ...request, desiredCount: 2 }));
  await eventually(
    () => look('counting'),
    (cluster) =>
      cluster?.activeServicesCount === 1 && cluster.runningTasksCount === 2 && cluster.pendingTasksCount === 0,
  );
  const remove = () => stage.ecs.send(new DeleteClusterCommand({ cluster: 'counting' }));
  await expect(remove()).rejects.toMatchObject({ name: 'ClusterContainsServicesException' });
  await stage.ecs.send(new DeleteServiceCommand({ cluster: 'counting', service: 'counted', force: true }));
  await expect(remove()).rejects.toMatchObject({ name: 'ClusterContainsTasksException' });
  await eventually(
    () =>
      remove().then(
        ({ cluster }) => cluster?.status,
        (error: Error) => error.name,
      ),
    (outcome) => outcome === 'INACTIVE',
  );
  expect(await look('counting')).toMatchObject({ status: 'INACTIVE', activeServicesCount: 0, runningTasksCount: 0 });
  const { clusterArns } = await stage.ecs.send(new ListClustersCommand({}));
  expect(clusterArns?.filter((arn) => arn.endsWith('/counting'))).toEqual([]);
  await expect(stage.ecs.send(new CreateServiceCommand(request))).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
    message: 'The referenced cluster was inactive.',
  });
  expect(await create({ clusterName: 'counting', ...FARGATE })).toMatchObject({ cluster: { status: 'ACTIVE' } });
});

test('the settings and tags of a cluster can be changed', async () => {
  const { cluster } = await create({ clusterName: 'changed' });
  const settings = [{ name: 'containerInsights', value: 'enhanced' }] as const;
  await stage.ecs.send(new UpdateClusterSettingsCommand({ cluster: 'changed', settings: [...settings] }));
  expect(await look('changed')).toMatchObject({ settings });
  const disabled = [{ name: 'containerInsights', value: 'disabled' }] as const;
  await stage.ecs.send(new UpdateClusterCommand({ cluster: 'changed', settings: [...disabled] }));
  expect(await look('changed')).toMatchObject({ settings: disabled });
  const tags = [{ key: 'a', value: 'b' }];
  await stage.ecs.send(new TagResourceCommand({ resourceArn: cluster?.clusterArn, tags }));
  expect(await stage.ecs.send(new ListTagsForResourceCommand({ resourceArn: cluster?.clusterArn }))).toMatchObject({
    tags,
  });
});

test('a name that is not a cluster name is refused', async () => {
  await expect(create({ clusterName: '1st cluster' })).rejects.toThrow('Cluster names start with a letter');
});

test('a cluster can be deleted twice', async () => {
  await create({ clusterName: 'gone' });
  await stage.ecs.send(new DeleteClusterCommand({ cluster: 'gone' }));
  expect(await stage.ecs.send(new DeleteClusterCommand({ cluster: 'gone' }))).toMatchObject({
    cluster: { status: 'INACTIVE' },
  });
  await expect(stage.ecs.send(new DeleteClusterCommand({ cluster: 'never' }))).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
  });
});

test('a service without a strategy gets the default strategy of its cluster', async () => {
  await create({ clusterName: 'defaults', ...FARGATE });
  const request = { ...serviceRequest(stage, 'plain', await registerTask(stage)), cluster: 'defaults' };
  await stage.ecs.send(new CreateServiceCommand({ ...request, capacityProviderStrategy: undefined }));
  await eventually(
    () => look('defaults'),
    (cluster) => cluster?.runningTasksCount === 1,
  );
});
