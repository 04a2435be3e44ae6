/**
 * The process of the visitors. It sends so many requests a second, whatever becomes of them, and tells its parent what came
 * back. It ends with its parent.
 */
import { Agent } from 'node:http';
import { ask } from '../ask';
import type { SeenAnswer } from './answers';
import type { AskedOfVisitors, ToldAnswers } from './messages';

/** How often is sent what is due, in milliseconds. */
const TICK_MS = 5;
/** A machine that was busy with others makes up for what falls into that many seconds: more would be a rush. */
const CATCH_UP_SECONDS = 0.05;
/** Who would come while so many wait does not: a machine that is too busy is not made busier. */
const MOST_AT_ONCE = 200;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** Where to, and how often a second. */
let target = { url: '', perSecond: 0 };
let waiting = 0;
let told: ToldAnswers = { kinds: [], answers: [] };
/** The numbers of the kinds in `told`. */
let numbers = new Map<string, number>();

async function visit(): Promise<void> {
  waiting++;
  const kind: SeenAnswer = await ask(target.url, agent).then(
    ({ status, body, askedAgain }) => ({ status, ...whoSays(body), ...(askedAgain && { askedAgain }) }),
    (error: NodeJS.ErrnoException) => ({ status: 0, error: error.code ?? error.message }),
  );
  waiting--;
  count(kind);
}

/** The body of the demonstration's answers says who has written it. */
function whoSays(body: string): Pick<SeenAnswer, 'version' | 'task'> {
  try {
    const { version, task } = JSON.parse(body);
    return { version, task };
  } catch {
    return {};
  }
}

function count(kind: SeenAnswer): void {
  const key = JSON.stringify(kind);
  const number = numbers.get(key) ?? told.kinds.push(kind) - 1;
  numbers.set(key, number);
  told.answers.push(number);
}

let due = 0;
let then = performance.now();
setInterval(() => {
  const now = performance.now();
  const { perSecond } = target;
  due = Math.min(due + (perSecond * (now - then)) / 1000, Math.max(1, perSecond * CATCH_UP_SECONDS));
  then = now;
  for (; due >= 1 && waiting < MOST_AT_ONCE; due--) void visit();
}, TICK_MS);

process.on('message', (asked: AskedOfVisitors) => {
  if (asked !== 'tell') {
    target = asked.send;
    return;
  }
  process.send?.(told);
  told = { kinds: [], answers: [] };
  numbers = new Map();
});
// Ctrl-C in a terminal goes to every process there; the parent decides when this one ends.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
