/** Changes take a while until all of Route 53's servers know them. */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../wire/errors';
import type { RestXmlObject } from '../wire/rest-xml';
import { answer, type DnsChange, type Route53Operation, type Route53State } from './model';

/** AWS seconds: "Changes generally propagate to all Route 53 name servers within 60 seconds". */
const IN_SYNC_SECONDS = 30;

/** @returns what every operation that changes a zone answers */
export function startChange({ world, changes }: Route53State, comment?: string): RestXmlObject {
  const id = `C${randomId()}`;
  const change: DnsChange = { id, status: 'PENDING', submittedAt: world.now(), comment };
  changes.set(id, change);
  world.sleep(IN_SYNC_SECONDS).then(
    () => {
      change.status = 'INSYNC';
    },
    () => undefined,
  );
  return infoOf(change);
}

/** The random part of Route 53's ids. */
export const randomId = (): string => randomBytes(10).toString('hex').toUpperCase();

export const getChange: Route53Operation = ({ parameters, state }) => {
  const { Id = '' } = parameters.path;
  const change = state.changes.get(Id);
  if (change === undefined) throw new AwsError('NoSuchChange', `Could not find resource with ID: ${Id}`, 404);
  return answer('GetChangeResponse', { ChangeInfo: infoOf(change) });
};

const infoOf = ({ id, status, submittedAt, comment }: DnsChange): RestXmlObject => ({
  Id: `/change/${id}`,
  Status: status,
  SubmittedAt: submittedAt,
  Comment: comment,
});
