import { TAG } from '../../../contract';
import { memberOfTags, spoken } from '../../identity';
import { isGateway } from '../../ledger/items';
import { routesOf } from '../../ledger/service';
import type { SeenRule } from '../../world/survey';
import { type Observation, rulesOf } from '../look/observation';
import { type RestingMember, restingMembers } from '../look/resting-members';
import type { Diagnosis } from './diagnosis';
import { REFRESH } from './missing-or-changed';

/**
 * Rules with the tags of members whose seats in the ledger name another rule or none. Runs that did not end properly have
 * made them. They take requests, and the stack cannot be deleted as long as they forward to its target groups.
 */
export const diagnoseStrayRules = (observation: Observation): Diagnosis[] =>
  observation.items
    .filter(isGateway)
    .filter(({ state }) => state === 'OPEN')
    .flatMap((gateway) => {
      const rules = rulesOf(observation.loadBalancers.filter(({ tags }) => tags[TAG.gateway] === gateway.token));
      return restingMembers(observation, gateway).flatMap((one) =>
        ofMember(
          one,
          rules.filter(({ tags }) => memberOfTags(tags) === one.member),
        ),
      );
    });

function ofMember({ service, member, seat }: RestingMember, rules: readonly SeenRule[]): Diagnosis[] {
  const what = spoken(service.service);
  const strays = rules.filter(({ arn }) => arn !== seat.ruleArn);
  const named = strays.map(({ arn }) => arn).join(', ');
  // If the seat's rule is gone, one of these takes its place: that is a diagnosis of its own, and comes first.
  if (strays.length === 0 || (seat.ruleArn && strays.length === rules.length)) return [];
  if (!seat.ruleArn && routesOf(service, member).length > 0) {
    return [
      {
        kind: 'unrecorded',
        what,
        problem: `the ledger does not know its listener rule ${named}`,
        remedy: `${REFRESH}, or delete the rule`,
      },
    ];
  }
  return [
    {
      kind: 'leftover',
      what,
      problem: `has ${strays.length === 1 ? 'a listener rule' : 'listener rules'} that the ledger does not know: ${named}`,
      remedy: 'deletes what the ledger does not know',
      repair: { do: 'delete strays', service, rules: strays },
    },
  ];
}
