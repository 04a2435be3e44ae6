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
/** What is due after the machine was busy with others: what falls into that many seconds at most. */
const CATCH_UP_SECONDS = 1;
/** Who comes while so many wait is turned away: nothing answers any more. */
const MOST_AT_ONCE = 5000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** Where to, and how often a second. */
let target = { url: '', perSecond: 0 };
let waiting = 0;
let told: ToldAnswers = { kinds: [], answers: [] };
/** The numbers of the kinds in `told`. */
let numbers = new Map<string, number>();

async function visit(): Promise<void> {
  waiting++;
  const kind = await ask(target.url, agent).then(
    ({ status, body }) => ({ status, ...whoSays(body) }),
    () => ({ status: 0 }),
  );
  waiting--;
  count(kind);
}

/** The body of the demonstration's answers says who has written it. */
function whoSays(body: string): Omit<SeenAnswer, 'status'> {
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
  due = Math.min(due + (perSecond * (now - then)) / 1000, perSecond * CATCH_UP_SECONDS);
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
