/** The credentials of a task's role, which its containers fetch and fetch again. */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';

/** As the endpoint for containers answers (developer guide, task IAM role). */
export interface RoleAnswer {
  RoleArn: string;
  AccessKeyId: string;
  SecretAccessKey: string;
  Token: string;
  /** ISO 8601, by the real clock, because that is the clock of the task's process. */
  Expiration: string;
}

/** AssumeRole's own default. */
const LIFETIME_SECONDS = 3600;
/** New ones are made that early, so that an SDK, which renews in the last five minutes, gets new ones then. */
const EARLY_MS = 15 * 60_000;

/** @param now real milliseconds since the epoch @returns a function that gives credentials with time left */
export function createRoleCredentials(
  sts: STSClient,
  RoleArn: string,
  RoleSessionName: string,
  now: () => number = Date.now,
): () => Promise<RoleAnswer> {
  let kept: { answer: Promise<RoleAnswer>; until: number } | undefined;
  const make = async (expires: number): Promise<RoleAnswer> => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName, DurationSeconds: LIFETIME_SECONDS }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken: Token = '' } = Credentials ?? {};
    return { RoleArn, AccessKeyId, SecretAccessKey, Token, Expiration: new Date(expires).toISOString() };
  };
  return () => {
    if (kept === undefined || now() >= kept.until) {
      const expires = now() + LIFETIME_SECONDS * 1000;
      const answer = make(expires);
      const made = { answer, until: expires - EARLY_MS };
      kept = made;
      answer.catch(() => {
        if (kept === made) kept = undefined;
      });
    }
    return kept.answer;
  };
}
