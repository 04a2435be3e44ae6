import { scrubUrls } from './response-url';

/** Removes secrets from a text. */
export type Scrub = (text: string) => string;

/** The log stream of a run. */
export interface LogStream {
  logGroupName: string;
  logStreamName: string;
}

/** JavaScript throws these for mistakes in the code. Their messages say little to a reader who does not know the code. */
const MISTAKES = new Set(['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']);

/**
 * The Reason of a response: one line, `<error's name>: <message>`, without stack traces and without what `scrub` removes.
 * For a mistake in the code, the place of the log is added.
 */
export function reasonOf(error: unknown, logStream?: LogStream, scrub: Scrub = scrubUrls): string {
  const name = nameOf(error);
  const message = cleaned(scrub(messageOf(error))) || 'The error has no message.';
  const sentence = name === '' || message.startsWith(`${name}:`) ? message : `${name}: ${message}`;
  return logStream && isMistake(error, name) ? `${ended(sentence)} ${whereLogged(logStream)}` : sentence;
}

/** An error as fields of a log line, with its stack. */
export function errorForLog(error: unknown, scrub: Scrub = scrubUrls): Record<string, string> {
  const stack = field(error, 'stack');
  return { Error: reasonOf(error, undefined, scrub), ...(stack && { Stack: scrub(stack) }) };
}

/** Checked by shape and not by class: errors of Node.js itself may come from another realm. */
function field(error: unknown, name: 'name' | 'message' | 'stack'): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}

const nameOf = (error: unknown): string => field(error, 'name').replace(/^Error$/, '');

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  return typeof error === 'object' && error !== null ? field(error, 'message') : `${String(error)} was thrown.`;
}

const isMistake = (error: unknown, name: string): boolean => field(error, 'message') === '' || MISTAKES.has(name);

const cleaned = (message: string): string =>
  message
    .split('\n')
    .filter((line) => !/^\s+at\s/.test(line))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

const ended = (sentence: string): string => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);

const whereLogged = ({ logGroupName, logStreamName }: LogStream): string =>
  `The details are in log stream ${logStreamName} of ${logGroupName}.`;
