/** A resource type inside the test. Its properties determine how it behaves, and it records what it does. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelledError,
  ResourceError,
  type ResourceType,
} from '../../../../scripts/local-aws/cloudformation/resources/resource-type';

/** The fake takes the place of this type, so that AWS's schemas apply: `Name` replaces, `Value` does not. */
export const FAKE = 'AWS::SSM::Parameter';

export interface Fake {
  type: ResourceType;
  /** `create A1 value`, `update A1 old → new`, `delete A1`, in the order of completion. */
  diary: string[];
  /** Physical ids that exist. */
  living: Set<string>;
  /** Values with which creations and updates fail, and physical ids that cannot be deleted. */
  failing: Set<string>;
  /** Values with which creations and updates wait until they are cancelled. */
  hanging: Set<string>;
}

export function createFake(): Fake {
  const diary: string[] = [];
  const living = new Set<string>();
  const failing = new Set<string>();
  const hanging = new Set<string>();
  const made = new Map<string, number>();
  const behave = async (value: string, signal: AbortSignal): Promise<void> => {
    if (hanging.has(value)) {
      await delay(60_000, undefined, { signal }).catch(() => {
        throw new CancelledError();
      });
    }
    if (failing.has(value)) throw new ResourceError(`${value} is refused`);
  };
  const attributes = (value: unknown) => ({ Value: String(value), Type: 'String' });
  const type: ResourceType = {
    create: async ({ logicalId, properties, signal, announce }) => {
      const value = String(properties.Value);
      const times = (made.get(logicalId) ?? 0) + 1;
      made.set(logicalId, times);
      const physicalId = `${logicalId}${times}`;
      if (!failing.has(value)) {
        living.add(physicalId);
        announce(physicalId);
      }
      await behave(value, signal);
      diary.push(`create ${physicalId} ${value}`);
      return { physicalId, attributes: attributes(value) };
    },
    update: async ({ physicalId, properties, oldProperties, signal }) => {
      const value = String(properties.Value);
      await behave(value, signal);
      diary.push(`update ${physicalId} ${oldProperties.Value} → ${value}`);
      return { physicalId, attributes: attributes(value) };
    },
    find: async ({ physicalId, properties }) =>
      living.has(physicalId) ? { physicalId, attributes: attributes(properties.Value) } : undefined,
    delete: async ({ physicalId }) => {
      if (failing.has(physicalId)) throw new ResourceError(`${physicalId} stays`);
      living.delete(physicalId);
      diary.push(`delete ${physicalId}`);
    },
  };
  return { type, diary, living, failing, hanging };
}

/** A fake resource. `more` has attributes such as DependsOn. */
export const fake = (value: unknown, more: object = {}, properties: object = {}): object => ({
  Type: FAKE,
  Properties: { Type: 'String', Value: value, ...properties },
  ...more,
});
