/** Physical names that CloudFormation generates: stack name, logical id and a random part, up to a limit. */
import { randomBytes } from 'node:crypto';

const RANDOM_LENGTH = 12;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const randomText = (length: number): string =>
  [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');

/** @param limit most characters. Stack name and logical id are cut to fit, the random part is not. */
export function generatedName(stackName: string, logicalId: string, limit = 255): string {
  const random = randomText(RANDOM_LENGTH);
  const room = limit - RANDOM_LENGTH - 2;
  if (stackName.length + logicalId.length <= room) return `${stackName}-${logicalId}-${random}`;
  const half = Math.floor(room / 2);
  const stackPart = stackName.slice(0, Math.max(half, room - logicalId.length)).replace(/-+$/, '');
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${random}`;
}
