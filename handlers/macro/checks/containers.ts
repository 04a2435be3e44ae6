import { at } from '../../template-language/findings';
import { didYouMean } from '../../template-language/nearest';
import { CONTAINER_NAME } from '../names';
import type { ContainerSpec, ExpansionContext, PartialSpec, SidecarSpec } from '../spec';
import { knownText } from './known';

/** The part of a container that could be read, with its name and path. */
interface Placed {
  name: string;
  path: string;
  essential: boolean;
  healthCheck: ContainerSpec['ContainerHealthCheck'];
  healthPath: string;
  container: Partial<ContainerSpec> | Partial<SidecarSpec>;
}

/** Notes what is wrong between the containers of the task, and between them and its volumes. */
export function checkContainers(partial: PartialSpec, path: string, context: ExpansionContext): void {
  const containers = containersOf(partial, path);
  checkNames(partial, path, context);
  for (const one of containers) {
    checkVariables(one, context);
    checkMounts(one, partial, context);
    checkDependencies(one, containers, context);
    checkHealthCommand(one, context);
  }
  checkVolumes(partial, path, context);
  if (containers.length > 0 && circular(containers)) {
    context.findings.add(at(path, 'Sidecars'), 'wait for each other in a circle; remove one DependsOn');
  }
}

function containersOf({ container, Sidecars = [] }: PartialSpec, path: string): Placed[] {
  const sidecars = Sidecars.map(
    (sidecar, index): Placed => ({
      name: sidecar.Name,
      path: at(path, 'Sidecars', index),
      essential: sidecar.Essential,
      healthCheck: sidecar.HealthCheck,
      healthPath: at(path, 'Sidecars', index, 'HealthCheck'),
      container: sidecar,
    }),
  );
  if (container === undefined) return sidecars;
  const { ContainerHealthCheck: healthCheck } = container;
  const healthPath = at(path, 'ContainerHealthCheck');
  return [{ name: CONTAINER_NAME, path, essential: true, healthCheck, healthPath, container }, ...sidecars];
}

function checkNames({ Sidecars = [] }: PartialSpec, path: string, { findings }: ExpansionContext): void {
  const seen = new Set<string>([CONTAINER_NAME]);
  for (const [index, { Name }] of Sidecars.entries()) {
    const owner = Name === CONTAINER_NAME ? 'the primary container has' : 'another sidecar has';
    if (seen.has(Name)) findings.add(at(path, 'Sidecars', index, 'Name'), `is "${Name}", a name that ${owner}`);
    seen.add(Name);
  }
}

/** ECS refuses a secret that has the name of a variable. */
function checkVariables(
  { container: { Environment = [], Secrets = [] } }: Placed,
  { findings }: ExpansionContext,
): void {
  const names = new Set(Environment.map((variable) => variable.name));
  for (const secret of Secrets) {
    if (names.has(secret.name)) {
      findings.add(secret.path, `${secret.name} is given both in Secrets and in Environment; keep one of them`);
    }
  }
}

function checkMounts({ container, path }: Placed, { Volumes = [] }: PartialSpec, { findings }: ExpansionContext): void {
  const names = Volumes.map((volume) => volume.Name);
  for (const { SourceVolume } of container.MountPoints ?? []) {
    if (!names.includes(SourceVolume)) {
      const message = `mounts ${SourceVolume}, but Volumes has no volume of that name${didYouMean(SourceVolume, names)}`;
      findings.add(at(path, 'MountPoints'), message);
    }
  }
}

function checkDependencies(one: Placed, containers: readonly Placed[], { findings }: ExpansionContext): void {
  for (const { ContainerName, Condition } of one.container.DependsOn ?? []) {
    const where = at(one.path, 'DependsOn');
    const other = containers.find((candidate) => candidate.name === ContainerName && candidate !== one);
    if (other === undefined) {
      const names = containers.filter((candidate) => candidate !== one).map((candidate) => candidate.name);
      const message = `waits for ${ContainerName}, but the task has no other container of that name`;
      findings.add(where, `${message}${didYouMean(ContainerName, names)}`);
    } else if (Condition === 'HEALTHY' && other.healthCheck === undefined) {
      findings.add(where, `waits until ${ContainerName} is HEALTHY, but it has no health check`);
    } else if ((Condition === 'COMPLETE' || Condition === 'SUCCESS') && other.essential) {
      findings.add(
        where,
        `waits for ${Condition} of ${ContainerName}, but it is essential: the task ends with it; set its Essential to false`,
      );
    }
  }
}

function checkHealthCommand({ healthCheck, healthPath }: Placed, context: ExpansionContext): void {
  const command = healthCheck?.Command;
  const first = Array.isArray(command) ? knownText(command[0], context) : undefined;
  if (first !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(first)) {
    context.findings.add(
      at(healthPath, 'Command'),
      `begins with "${first}", but must begin with CMD (run as it is), CMD-SHELL (run by a shell) or NONE`,
    );
  }
}

/** The rules of EFS volumes (EFSVolumeConfiguration in the ECS API). */
function checkVolumes({ Volumes = [] }: PartialSpec, path: string, context: ExpansionContext): void {
  const seen = new Set<string>();
  for (const [index, { Name, EFSVolumeConfiguration: efs }] of Volumes.entries()) {
    const where = at(path, 'Volumes', index);
    if (seen.has(Name)) context.findings.add(at(where, 'Name'), `is "${Name}", a name that another volume has`);
    seen.add(Name);
    const { AccessPointId, IAM } = efs?.AuthorizationConfig ?? {};
    if (efs?.TransitEncryption === 'DISABLED' && (AccessPointId !== undefined || IAM === 'ENABLED')) {
      context.findings.add(
        at(where, 'EFSVolumeConfiguration', 'TransitEncryption'),
        'is DISABLED, but EFS requires ENABLED with an access point or IAM',
      );
    }
    const root = knownText(efs?.RootDirectory, context);
    if (AccessPointId !== undefined && root !== undefined && root !== '/') {
      context.findings.add(
        at(where, 'EFSVolumeConfiguration', 'RootDirectory'),
        'must be "/" or absent with an access point, which has its own root',
      );
    }
  }
}

function circular(containers: readonly Placed[]): boolean {
  const next = (name: string): string[] =>
    (containers.find((one) => one.name === name)?.container.DependsOn ?? []).map((item) => item.ContainerName);
  return containers.some(({ name }) => {
    const seen = new Set(next(name));
    for (const other of seen) for (const further of next(other)) seen.add(further);
    return seen.has(name);
  });
}
