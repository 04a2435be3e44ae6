import type { ResourceRequest } from '../protocol/resource';
import { InvalidPropertyError } from '../world/errors';
import type { World } from '../world/world';
import { oldPropertiesOf, propertiesOf } from './request';
import { isTakenBack } from './taken-back';

/**
 * Refuses lists that have become empty although they restrict something: a parameter without a value would lift the
 * restriction. A list that was empty before stays as it is, because templates of old versions may have one; and so does what
 * CloudFormation takes back. The request alone does not tell what was before: after an update that failed without a roll
 * back, its old properties are those of that update.
 * @param restricting the names of the lists, and what happens without each
 * @param held the names of those lists that have values according to the ledger
 * @throws InvalidPropertyError
 */
export async function refuseEmptied(
  world: World,
  request: ResourceRequest,
  restricting: Readonly<Record<string, string>>,
  held: readonly string[],
): Promise<void> {
  const [now, before] = [propertiesOf(request), oldPropertiesOf(request)];
  const wasEmpty = (name: string): boolean => before.isEmptyList(name) && !held.includes(name);
  const emptied = Object.entries(restricting).find(([name]) => now.isEmptyList(name) && !wasEmpty(name));
  if (emptied === undefined || (await isTakenBack(world, request))) return;
  const [name, without] = emptied;
  throw new InvalidPropertyError(
    `${name} is an empty list, and without values ${without}; give it a value, or leave it out (AWS::NoValue) if that is meant`,
  );
}
