/** Validation by DNS: ACM looks for a CNAME record that only the owner of a domain can have written. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordType } from '@aws-sdk/client-acm';
import { ListResourceRecordSetsCommand, paginateListHostedZones, Route53Client } from '@aws-sdk/client-route-53';
import { type AcmCertificate, type AcmRegion, asKnown } from './model';
import { baseOf } from './names';

/** AWS seconds until DescribeCertificate shows the records: "a delay of several seconds". */
const RECORD_SECONDS = 5;
/** AWS seconds between two looks at the records, and the least real milliseconds. */
const LOOK_SECONDS = 20;
const LOOK_MS = 50;
/** AWS seconds from the last record that is found until the certificate is issued. On AWS, it takes minutes, up to half an hour. */
const ISSUE_SECONDS = 60;
/** "If ACM is not able to validate the domain name within 72 hours …" */
const TIME_OUT_MS = 72 * 3_600_000;

/** The record that validates a name: the same for each certificate of the account, and for the name with a wildcard. */
export function recordFor(accountId: string, name: string): { Name: string; Type: RecordType; Value: string } {
  const base = baseOf(name);
  const hash = (part: string) => createHash('md5').update(`${accountId} ${base} ${part}`).digest('hex');
  const zone = hash('zone')
    .replaceAll(/\d/g, (digit) => String.fromCharCode(103 + Number(digit)))
    .slice(0, 10);
  return { Name: `_${hash('name')}.${base}.`, Type: 'CNAME', Value: `_${hash('value')}.${zone}.acm-validations.aws.` };
}

/** Looks for the records of a certificate until it is issued, deleted or timed out. Rejects when the world ends. */
export async function validate(acm: AcmRegion, certificate: AcmCertificate): Promise<void> {
  const { world, certificates } = acm;
  await world.sleep(RECORD_SECONDS);
  const isByDns = certificate.method === 'DNS';
  certificate.hasRecords = isByDns;
  while (certificates.has(certificate.arn) && certificate.status === 'PENDING_VALIDATION') {
    // Nobody answers the mail.
    if (isByDns) await tryLook(acm, certificate);
    if (certificate.names.every((name) => certificate.validated.has(name))) await issue(acm, certificate);
    else if (world.now().getTime() - certificate.createdAt.getTime() >= TIME_OUT_MS) {
      certificate.status = 'VALIDATION_TIMED_OUT';
      world.log(`acm: ${certificate.arn} was not validated within 72 hours`);
    } else await Promise.all([world.sleep(LOOK_SECONDS), delay(LOOK_MS, undefined, { signal: world.signal })]);
  }
}

/** A zone may go while it is looked at. The next look is without it. */
async function tryLook(acm: AcmRegion, certificate: AcmCertificate): Promise<void> {
  try {
    await look(acm, certificate);
  } catch (error) {
    acm.world.signal.throwIfAborted();
    acm.world.log(`acm: a look at the records of ${certificate.arn} failed: ${error}`);
  }
}

/** A name and the same name with a wildcard are validated together. */
async function look(acm: AcmRegion, { names, validated }: AcmCertificate): Promise<void> {
  const missing = new Set(names.filter((name) => !validated.has(name)).map(baseOf));
  for (const base of missing) {
    if (!(await isProven(acm, base))) continue;
    for (const name of names.filter((each) => baseOf(each) === base)) validated.add(name);
  }
}

async function issue({ world, certificates }: AcmRegion, certificate: AcmCertificate): Promise<void> {
  await world.sleep(ISSUE_SECONDS);
  if (!certificates.has(certificate.arn)) return;
  certificate.status = 'ISSUED';
  certificate.issuedAt = world.now();
  world.certificates.know(asKnown(certificate));
}

/** Whether a public hosted zone has the record. Every zone counts: nobody outside of the embedded AWS delegates to one of them. */
async function isProven({ world, clients }: AcmRegion, name: string): Promise<boolean> {
  const { Name, Value } = recordFor(world.accountId, name);
  const route53 = clients(Route53Client);
  for await (const { HostedZones = [] } of paginateListHostedZones({ client: route53 }, {})) {
    for (const { Id, Name: zone, Config } of HostedZones) {
      if (Config?.PrivateZone || !Name.endsWith(`.${zone}`)) continue;
      const start = { HostedZoneId: Id, StartRecordName: Name, StartRecordType: 'CNAME', MaxItems: 1 } as const;
      const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand(start));
      const found = ResourceRecordSets.find((each) => each.Name === Name && each.Type === 'CNAME');
      if (found?.ResourceRecords?.some((record) => withDot(record.Value) === Value)) return true;
    }
  }
  return false;
}

const withDot = (name = ''): string => (name.endsWith('.') ? name : `${name}.`);
