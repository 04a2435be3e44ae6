import type { ResourceRequest } from '../protocol/resource';
import { InvalidPropertyError } from '../world/errors';
import type { World } from '../world/world';
import { oldPropertiesOf, propertiesOf } from './request';
import { isTakenBack } from './taken-back';

/**
 * Refuses lists that have become empty although they restrict something: a parameter without a value would lift the
 * restriction. A list that was empty before stays as it is, because templates of old versions may have one; and so does what
 * CloudFormation takes back.
 * @param restricting the names of the lists, and what happens without each
 * @throws InvalidPropertyError
 */
export async function refuseEmptied(
  world: World,
  request: ResourceRequest,
  restricting: Readonly<Record<string, string>>,
): Promise<void> {
  const [now, before] = [propertiesOf(request), oldPropertiesOf(request)];
  const emptied = Object.entries(restricting).find(([name]) => now.isEmptyList(name) && !before.isEmptyList(name));
  if (emptied === undefined || (await isTakenBack(world, request))) return;
  const [name, without] = emptied;
  throw new InvalidPropertyError(
    `${name} is an empty list, and without values ${without}; give it a value, or leave it out (AWS::NoValue) if that is meant`,
  );
}
