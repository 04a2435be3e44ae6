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
    for (const line of lines) passPieces(line, pass);
    if (kept.length <= MOST) return;
    passPieces(kept, pass);
    kept = '';
  };
}

function passPieces(line: string, pass: (line: string) => void): void {
  for (let at = 0; at < line.length; at += MOST) pass(line.slice(at, at + MOST));
}
