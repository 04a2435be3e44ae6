import type { AwsCall } from '../../../scripts/local-aws/wire/messages';
import { grantsOf } from './evaluate';
import { needsOf } from './needs';
import { readDocument } from './policy';
import { TagsSeen } from './tags';

const needs = (method: string, path: string, body = '') => {
  const request = {
    service: 'route53',
    region: 'eu-west-1',
    method,
    url: new URL(`http://127.0.0.1/2013-04-01${path}`),
    headers: {},
    body: Buffer.from(body),
  };
  const call: AwsCall = { request, response: { status: 200, headers: {}, body: '' } };
  return needsOf(call, { region: 'eu-west-1', accountId: '1' }, new TagsSeen());
};

const batch = (...changes: [action: string, name: string, type: string][]) =>
  `<?xml version="1.0"?><R><ChangeBatch><Changes>${changes
    .map(
      ([action, name, type]) =>
        `<Change><Action>${action}</Action><ResourceRecordSet><Name>${name}</Name><Type>${type}</Type></ResourceRecordSet></Change>`,
    )
    .join('')}</Changes></ChangeBatch></R>`;

const POLICY = {
  Sid: 'S',
  Effect: 'Allow',
  Action: 'route53:ChangeResourceRecordSets',
  Resource: 'arn:aws:route53:::hostedzone/Z1',
  Condition: {
    'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': '*.apps.test' },
    'ForAllValues:StringEquals': {
      'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA'],
      'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
    },
  },
};

test.each<[string, boolean, string, ...[action: string, name: string, type: string][]]>([
  ['names below the domain', true, 'Z1', ['CREATE', 'Web.apps.test.', 'A'], ['CREATE', 'web.apps.test', 'AAAA']],
  ['a wildcard below the domain', true, 'Z1', ['DELETE', '*.apps.test', 'A']],
  ['another zone', false, 'Z2', ['CREATE', 'web.apps.test', 'A']],
  ['one name elsewhere', false, 'Z1', ['CREATE', 'web.apps.test', 'A'], ['CREATE', 'web.test', 'A']],
  ['the domain itself', false, 'Z1', ['CREATE', 'apps.test', 'A']],
  ['another type', false, 'Z1', ['CREATE', 'web.apps.test', 'TXT']],
  ['UPSERT', false, 'Z1', ['UPSERT', 'web.apps.test', 'A']],
])("Route 53's condition keys, %s: %s", (_, expected, zone, ...changes) => {
  const [need] = needs('POST', `/hostedzone/${zone}/rrset/`, batch(...changes));
  const statements = readDocument('policy', JSON.stringify({ Statement: [POLICY] }));
  expect(need !== undefined && grantsOf(statements, need).length > 0).toBe(expected);
});

test("the normalized names have escape codes, and other calls have Route 53's resources", () => {
  const [change] = needs('POST', '/hostedzone/Z1/rrset', batch(['DELETE', '*.Apps.test.', 'A']));
  expect(change?.context).toMatchObject({
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['\\052.apps.test'],
  });
  expect(needs('GET', '/change/C1')).toEqual([
    { action: 'route53:GetChange', resource: 'arn:aws:route53:::change/C1', context: {} },
  ]);
  expect(needs('GET', '/hostedzonesbyname')).toMatchObject([
    { action: 'route53:ListHostedZonesByName', resource: '*' },
  ]);
  expect(needs('GET', '/hostedzone/Z1/rrset')).toMatchObject([{ resource: 'arn:aws:route53:::hostedzone/Z1' }]);
  expect(() => needs('DELETE', '/hostedzone/Z1')).toThrow('It is not listed here');
});
