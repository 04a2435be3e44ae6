import { at, type Findings } from '../../template-language/findings';
import { isObject, member } from '../../template-language/json';
import { logicalId, type Part } from '../names';
import type { Resource } from '../resources/resource';
import type { ServiceSpec } from '../spec';
import { FROZEN } from './frozen';
import { merge } from './merge';
import { carrySharedFacts } from './shared-facts';

type Overridable = 'Service' | Part;
type Override = NonNullable<ServiceSpec['Overrides'][Overridable]>;

/**
 * A service's resources with the block's `Overrides` merged into them. What one resource repeats of another follows.
 * Notes every override that is not allowed.
 */
export function applyOverrides(
  spec: ServiceSpec,
  resources: readonly [string, Resource][],
  findings: Findings,
): [string, Resource][] {
  const overridden = new Map(resources);
  for (const [part, override] of Object.entries(spec.Overrides) as [Overridable, Override][]) {
    const path = at('Resources', spec.id, `Properties.Overrides.${part}`);
    const id = part === 'Service' ? spec.id : logicalId(spec, part);
    const resource = overridden.get(id);
    if (resource === undefined) {
      const made = resources.map(([name]) => (name === spec.id ? 'Service' : name.slice(spec.id.length)));
      findings.add(path, `changes ${id}, which this service does not have; it has ${made.join(', ')}`);
      continue;
    }
    checkFrozen(part, override, path, findings);
    overridden.set(id, apply(resource, override));
  }
  carrySharedFacts(spec, overridden);
  return [...overridden];
}

/** The custom resources: the gateway takes one that is kept for a service that is kept. */
const NEVER_ALONE: readonly Overridable[] = ['Gateway', 'Route', 'Traffic'];

function checkFrozen(part: Overridable, override: Override, path: string, findings: Findings): void {
  for (const name of Object.keys(override.Properties ?? {})) {
    const why = member(FROZEN[part], name);
    if (why !== undefined) findings.add(at(path, 'Properties', name), `cannot be overridden: ${why}`);
  }
  if (NEVER_ALONE.includes(part) && (override.DeletionPolicy ?? override.UpdateReplacePolicy)) {
    findings.add(path, 'cannot be kept alone; set DeletionPolicy on the service as a whole');
  }
}

function apply(resource: Resource, override: Override): Resource {
  const { Properties = {}, Metadata, DependsOn = [], DeletionPolicy, UpdateReplacePolicy } = override;
  const metadata = isObject(resource.Metadata) ? resource.Metadata : {};
  const dependsOn = [...new Set([...(resource.DependsOn ?? []), ...DependsOn])];
  return {
    ...resource,
    Properties: merge(resource.Properties, Properties),
    ...(dependsOn.length > 0 ? { DependsOn: dependsOn } : {}),
    ...(Metadata === undefined ? {} : { Metadata: merge(metadata, Metadata) }),
    ...(DeletionPolicy === undefined ? {} : { DeletionPolicy }),
    ...(UpdateReplacePolicy === undefined ? {} : { UpdateReplacePolicy }),
  };
}
