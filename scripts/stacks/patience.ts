import { sentence } from '../../handlers/template-language/findings';
import type { Aws } from '../aws';
import { explain } from '../command-line/explain';
import { UserError } from '../user-error';
import { type Obstacle, obstacleOf } from './obstacles';

/**
 * How many looks in a row may fail. With pauses of 2, 4, 8, 16 and then 30 s that is a quarter of an hour: enough for a
 * network that comes back and for a user who signs in again. It is counted in looks because a machine that slept for hours
 * has not tried for hours.
 */
export const FAILED_LOOKS = 34;
const LONGEST_PAUSE = 15;

/** Failed looks before the user hears of it. Throttling mostly passes with the second. */
const QUIET_LOOKS: Readonly<Record<Obstacle, number>> = { passing: 3, credentials: 2, refusal: 0 };

/** How many pauses to wait after so many failed looks in a row. */
export const pausesAfter = (failed: number): number => Math.min(2 ** (failed - 1), LONGEST_PAUSE);

/** AWS has given no usable answer for as long as it is worth to wait. */
export class UnansweredError extends UserError {
  override name = 'UnansweredError';
}

/**
 * Looks at AWS until AWS answers. Every wait for CloudFormation is made of such looks.
 * @param look asks AWS, and changes nothing. It throws EmptyAnswerError for an answer that says nothing
 * @param note tells the user what stands in the way, once for each kind, and when it is over
 * @throws what `look` throws, if AWS refuses it
 * @throws UnansweredError after FAILED_LOOKS looks, or at once if the credentials are over and cannot be renewed
 */
export async function patiently<T>(aws: Aws, note: (line: string) => void, look: () => Promise<T>): Promise<T> {
  const told = new Set<Obstacle>();
  for (let failed = 1; ; failed++) {
    try {
      const answer = await look();
      if (told.size > 0) note('AWS answers again.');
      return answer;
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (obstacle === 'refusal') throw error;
      const reason = sentence(explain(error, aws.credentials));
      if (obstacle === 'credentials' && aws.credentials.fixed) {
        throw new UnansweredError(`${reason} A running command does not see them.`, { cause: error });
      }
      if (failed === FAILED_LOOKS) {
        throw new UnansweredError(`${reason} That was so ${failed} times in a row.`, { cause: error });
      }
      if (failed >= QUIET_LOOKS[obstacle] && !told.has(obstacle)) {
        note(`${reason} ${AND_THEN[obstacle]}`);
        told.add(obstacle);
      }
      await aws.pause(pausesAfter(failed));
      // If there are no new ones yet, the next look fails and says so.
      if (obstacle === 'credentials') await aws.renewCredentials().catch(() => {});
    }
  }
}

const AND_THEN: Readonly<Record<Exclude<Obstacle, 'refusal'>, string>> = {
  passing: 'Trying again.',
  credentials: 'This command goes on as soon as it finds new ones.',
};

/**
 * Removes what a command leaves behind. If that fails, the user is told what remains, and still gets the command's own
 * result.
 * @param what the thing, as the subject of a sentence
 * @param remove deletes it; deleting it twice does no harm
 */
export async function tidyUp(
  aws: Aws,
  note: (line: string) => void,
  what: string,
  remove: () => Promise<unknown>,
): Promise<void> {
  await patiently(aws, note, remove).catch((error) => note(`${what} remains. ${explain(error, aws.credentials)}`));
}

/**
 * Sends a request that is to take effect once, and asks after it if its answer is lost. The request carries a token, so that
 * AWS takes its repetition for the same request.
 * @param send returns what the answer says; undefined for an answer that says nothing
 * @param ask what has become of the request; undefined if it has not arrived
 * @throws what `send` throws, if AWS refuses it
 * @throws UnansweredError if it stays unknown whether the request has arrived
 */
export async function once<T>(
  aws: Aws,
  note: (line: string) => void,
  send: () => Promise<T | undefined>,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  for (let sent = 1; ; sent++) {
    let refusal: unknown;
    try {
      const answer = await send();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (obstacleOf(error) === 'refusal') refusal = error;
      // The SDK repeats a call by itself, and the refusal may be of the repetition.
      if (refusal !== undefined && sent === 1 && !isRepeated(error)) throw error;
    }
    const known = await patiently(aws, note, ask).catch((error) => {
      throw new UnansweredError(explain(error, aws.credentials), { cause: error });
    });
    if (known !== undefined) return known;
    if (refusal !== undefined) throw refusal;
    if (sent === FAILED_LOOKS) throw new UnansweredError(`AWS has not taken the request, sent ${sent} times.`);
    await aws.pause(pausesAfter(sent));
  }
}

const isRepeated = (error: unknown): boolean =>
  ((error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1) > 1;
