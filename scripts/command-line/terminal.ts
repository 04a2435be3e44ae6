/** Where a command writes. */
export interface Terminal {
  /** Writes a result to stdout. Adds a newline unless the text ends with one. */
  print(text: string): void;
  /** Writes progress, findings and hints to stderr, one line or several. */
  say(text: string): void;
  /** The text in a colour, for `say`. It stays as it is where no colour is wanted. */
  paint(colour: Colour, text: string): string;
  /** What the user is told who interrupts the command now. Whoever begins something sets it. */
  ifInterrupted: string;
}

export type Colour = keyof typeof codes;

/** The SGR codes of ECMA-48. */
const codes = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 } as const;

interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
}

const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** @param env if `NO_COLOR` is set and not empty, there is no colour on a TTY either (https://no-color.org) */
export function createTerminal(stdout: Stream, stderr: Stream, env: NodeJS.ProcessEnv): Terminal {
  const coloured = stderr.isTTY === true && !env.NO_COLOR;
  return {
    print: (text) => void stdout.write(line(text)),
    say: (text) => void stderr.write(line(text)),
    paint: (colour, text) => (coloured ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text),
    ifInterrupted: 'Interrupted. Nothing was begun: no stack is changed.',
  };
}
