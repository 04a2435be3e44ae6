import { readName, writeName } from '../../../../scripts/local-aws/route53/domain-name';
import type { AwsCall } from '../../../../scripts/local-aws/wire/messages';
import { membersAt, parseXml, textAt } from '../../../../scripts/local-aws/wire/xml-tree';
import type { Need } from '../evaluate';
import type { Needs } from './reader-input';

/** Method and path of each operation, and its resource: the part of the path that is the resource's id. */
const OPERATIONS: readonly (readonly [action: string, method: string, path: RegExp])[] = [
  ['ChangeResourceRecordSets', 'POST', /^\/(hostedzone\/[^/]+)\/rrset\/?$/],
  ['ListResourceRecordSets', 'GET', /^\/(hostedzone\/[^/]+)\/rrset\/?$/],
  ['GetHostedZone', 'GET', /^\/(hostedzone\/[^/]+)$/],
  ['GetChange', 'GET', /^\/(change\/[^/]+)$/],
  ['ListHostedZones', 'GET', /^\/hostedzone$/],
  ['ListHostedZonesByName', 'GET', /^\/hostedzonesbyname$/],
];

/** Calls to Route 53: method and path identify its operations. */
export function domainNames({ request }: AwsCall): Needs {
  const path = request.url.pathname.replace('/2013-04-01', '');
  for (const [name, method, pattern] of OPERATIONS) {
    const [whole, id] = (method === request.method && pattern.exec(path)) || [];
    if (whole === undefined) continue;
    const resource = id === undefined ? '*' : `arn:aws:route53:::${id}`;
    const context = name === 'ChangeResourceRecordSets' ? changeContext(request.body.toString()) : {};
    return [{ action: `route53:${name}`, resource, context }];
  }
  return undefined;
}

/**
 * Route 53 Developer Guide, "Using IAM policy conditions for fine-grained access control": names are in lower case, without the
 * dot at the end, and with escape codes.
 */
function changeContext(body: string): Need['context'] {
  const changes = membersAt(parseXml(body.trim()), 'ChangeBatch', 'Changes');
  const all = (...path: string[]) => [...new Set(changes.map((change) => textAt(change, ...path) ?? ''))];
  const normalized = (name: string) => writeName(readName(name)).slice(0, -1);
  return {
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': all('ResourceRecordSet', 'Name').map(normalized),
    'route53:ChangeResourceRecordSetsRecordTypes': all('ResourceRecordSet', 'Type'),
    'route53:ChangeResourceRecordSetsActions': all('Action'),
  };
}
