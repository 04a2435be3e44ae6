import { StringDecoder } from 'node:string_decoder';

/** Docker passes longer lines on in pieces of that many characters. */
const MOST = 16 * 1024;

/** @returns a function that takes what a program prints, and passes it on in lines. Without an argument it passes on the rest. */
export function intoLines(pass: (line: string) => void): (chunk?: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  return (chunk) => {
    kept += chunk === undefined ? decoder.end() : decoder.write(chunk);
    const lines = kept.split(/\r?\n/);
    kept = chunk === undefined ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line !== '') pass(line);
    while (kept.length > MOST) {
      pass(kept.slice(0, MOST));
      kept = kept.slice(MOST);
    }
  };
}
