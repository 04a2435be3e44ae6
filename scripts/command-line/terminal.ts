/** Where a command's words go. */
export interface Terminal {
  /** A result, to stdout, with a newline unless it ends in one. */
  print(text: string): void;
  /** Progress, findings and hints, to stderr, one line or more. */
  say(text: string): void;
  /** The text as it should look in `say`; unchanged where no colour is wanted. */
  paint(colour: Colour, text: string): string;
}

export type Colour = keyof typeof codes;

/** SGR codes of ECMA-48. */
const codes = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 } as const;

interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
}

const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** @param env `NO_COLOR` (https://no-color.org), set to anything but nothing, turns colour off on a TTY too. */
export function createTerminal(stdout: Stream, stderr: Stream, env: NodeJS.ProcessEnv): Terminal {
  const coloured = stderr.isTTY === true && !env.NO_COLOR;
  return {
    print: (text) => void stdout.write(line(text)),
    say: (text) => void stderr.write(line(text)),
    paint: (colour, text) => (coloured ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text),
  };
}
