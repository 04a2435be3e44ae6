import { isObject, type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import type { ModelResource } from './model-resource';
import type { Observer } from './update-model';

/** Checks that everything exists on which the tasks of a service depend, and that their port is open. */
export const tasksStayReachable: Observer = (alive, step, during) => {
  for (const service of alive.filter(({ type }) => type === 'AWS::ECS::Service')) {
    // While a service is updated, tasks of both revisions answer requests.
    const revisions = during?.after.id === service.id ? [during.before, during.after] : [service];
    for (const revision of revisions) checkRevision(revision, alive, step);
  }
};

function checkRevision(
  { id, logicalId, properties }: ModelResource,
  alive: readonly ModelResource[],
  step: string,
): void {
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${step}: ${id} runs, but ${what}`);
  };
  const find = (type: string, physicalId: Json | undefined): ModelResource | undefined =>
    alive.find((one) => one.type === type && one.id === physicalId);
  must(!('DesiredCount' in properties), 'its template fixes the number of tasks');

  const [balancer = null] = listOf(properties.LoadBalancers);
  const advanced = member(balancer, 'AdvancedConfiguration');
  const port = Number(member(balancer, 'ContainerPort'));
  const groups = listOf(at(properties, 'NetworkConfiguration', 'AwsvpcConfiguration', 'SecurityGroups'));
  const gateway = alive.filter(
    ({ type, logicalId: of }) => type === 'Custom::ExpressGateway' && of === `${logicalId}Gateway`,
  );
  const open = alive.filter(({ type }) => type === 'AWS::EC2::SecurityGroupIngress').map((one) => one.properties);
  must(
    open.some(
      ({ FromPort, ToPort, GroupId = null }) =>
        Number(FromPort) <= port && port <= Number(ToPort) && groups.includes(GroupId),
    ),
    `port ${port} is closed`,
  );
  must(gateway.length > 0, 'its membership is gone');
  for (const group of groups) {
    const own = String(group).replace(/\.GroupId$/, '');
    must(own === group || find('AWS::EC2::SecurityGroup', own) !== undefined, `its security group ${own} is gone`);
  }
  const alternate = advanced === undefined ? [] : [member(advanced, 'AlternateTargetGroupArn')];
  for (const group of [member(balancer, 'TargetGroupArn'), ...alternate]) {
    must(find('AWS::ElasticLoadBalancingV2::TargetGroup', group) !== undefined, `its target group ${group} is gone`);
  }
  const routes = alive.filter(({ type }) => type === 'Custom::ExpressRoute');
  const rules = routes.map((one) => `rule of ${one.properties.Membership}`);
  const has =
    advanced === undefined
      ? routes.some((one) => one.logicalId === `${logicalId}Route`)
      : rules.includes(String(member(advanced, 'ProductionListenerRule')));
  must(has, 'its listener rule is gone');
  for (const alarm of listOf(at(properties, 'DeploymentConfiguration', 'Alarms', 'AlarmNames'))) {
    must(
      !String(alarm).includes('#') || find('AWS::CloudWatch::Alarm', alarm) !== undefined,
      `its alarm ${alarm} is gone`,
    );
  }
  const { TaskDefinition } = properties;
  // The user is responsible for a task definition from elsewhere.
  if (String(TaskDefinition).startsWith('arn:')) return;
  checkTaskDefinition(find('AWS::ECS::TaskDefinition', TaskDefinition), port, alive, must);
}

function checkTaskDefinition(
  definition: ModelResource | undefined,
  port: number,
  alive: readonly ModelResource[],
  must: (holds: boolean, what: string) => void,
): void {
  must(definition !== undefined, 'its task definition is gone');
  const { ExecutionRoleArn = '', TaskRoleArn = '', ContainerDefinitions } = definition?.properties ?? {};
  const exists = (id: string): boolean => alive.some((one) => one.id === id);
  for (const role of [ExecutionRoleArn, TaskRoleArn].map(String).filter((text) => text.includes('#'))) {
    must(exists(role.replace(/\.Arn$/, '')), `its role ${role} is gone`);
  }
  const [main = null] = listOf(ContainerDefinitions).filter((container) => member(container, 'Name') === 'Main');
  const [mapping = null] = listOf(member(main, 'PortMappings'));
  must(Number(member(mapping, 'ContainerPort')) === port, `its container listens on another port than ${port}`);
  const logs = String(at(main, 'LogConfiguration', 'Options', 'awslogs-group'));
  must(!logs.includes('#') || exists(logs), `its log group ${logs} is gone`);
}

/**
 * Checks that no service goes before its traffic has ended: its tasks would drain behind a rule that still takes
 * requests.
 */
export const trafficEndsFirst: Observer = (alive, step) => {
  const count = (wanted: string, block: string): number =>
    new Set(alive.flatMap(({ id, type, logicalId }) => (type === wanted && logicalId === block ? [id] : []))).size;
  for (const { logicalId } of alive.filter(({ type }) => type === 'Custom::ExpressTraffic')) {
    const block = logicalId.replace(/Traffic$/, '');
    if (count('Custom::ExpressTraffic', logicalId) > count('AWS::ECS::Service', block)) {
      throw new Error(`${step}: ${block} goes before its traffic`);
    }
  }
};

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const at = (value: Json, ...keys: string[]): Json | undefined =>
  keys.reduce<Json | undefined>((inner, key) => (isObject(inner) ? (inner as JsonObject)[key] : undefined), value);

/** Checks that every service has a scalable target and a scaling policy. */
export const scalingSurvives: Observer = (alive, step) => {
  for (const { id } of alive.filter(({ type }) => type === 'AWS::ECS::Service')) {
    const targets = alive.filter(
      ({ type, properties }) =>
        type === 'AWS::ApplicationAutoScaling::ScalableTarget' && String(properties.ResourceId).endsWith(`/${id}.Name`),
    );
    const policies = alive.filter(({ type }) => type === 'AWS::ApplicationAutoScaling::ScalingPolicy');
    const scaled = targets.some((target) =>
      policies.some(({ properties }) => properties.ScalingTargetId === target.id),
    );
    if (!scaled) throw new Error(`${step}: nothing scales ${id}`);
  }
};
