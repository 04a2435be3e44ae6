import { scrubUrls } from './response-url';

/** Takes secrets out of a text. */
export type Scrub = (text: string) => string;

/** Where a run wrote its log. */
export interface LogStream {
  logGroupName: string;
  logStreamName: string;
}

/** Thrown by the language for mistakes in the code; their messages say little to who has not seen it. */
const MISTAKES = new Set(['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']);

/**
 * An answer's Reason: what went wrong, in one line, `<error's name>: <message>`. Stack traces and what `scrub` finds
 * are taken out. Where that says little, the place of the log is added.
 */
export function reasonOf(error: unknown, place?: LogStream, scrub: Scrub = scrubUrls): string {
  const name = nameOf(error);
  const message = cleaned(scrub(messageOf(error))) || 'no message was given.';
  const sentence = name === '' || message.startsWith(`${name}:`) ? message : `${name}: ${message}`;
  return place && isMistake(error, name) ? `${ended(sentence)} ${whereLogged(place)}` : sentence;
}

/** An error as a log may show it, its stack included. */
export function errorForLog(error: unknown, scrub: Scrub = scrubUrls): Record<string, string> {
  const stack = field(error, 'stack');
  return { Error: reasonOf(error, undefined, scrub), ...(stack && { Stack: scrub(stack) }) };
}

/** Told by shape, not by class: errors of Node.js itself may come from another realm. */
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
