import { tokenChanged } from './custom-resource';
import { type ChangedProperty, type ChangedResource, property, reasonsOf, type UpdateVerdict } from './verdict';

/**
 * What the gateway Lambda does with an update of a `Custom::ExpressTraffic`, after the update of the ECS service. If the
 * service moves, the traffic of the new one begins, and the clean-up ends that of the old one before its tasks drain.
 */
export function trafficVerdict(changed: ChangedResource): UpdateVerdict {
  const moved = property(changed, 'Membership')?.certainty;
  return {
    reasons: changed.properties.flatMap((one) =>
      one.name === 'Membership'
        ? reasonsOf(one, 'replace', 'another one, so the traffic of the new service begins')
        : reasonsOf(one, 'update', moved === 'certain' ? 'applies to the new traffic' : meaningOf(one)),
    ),
    replaced: moved,
    refusals: tokenChanged(changed),
    cautions: [],
    changes: (attribute) => (attribute === undefined ? moved : undefined),
  };
}

const meaningOf = ({ name }: ChangedProperty): string =>
  name === 'Strategy'
    ? 'the traffic goes to the target group in which the tasks are by then'
    : 'the gateway Lambda records it; the traffic goes on';
