/**
 * Runs `work`, and returns each pattern with all texts that it was matched against. This includes `test`, `replace` and
 * `split`, because they call `exec`.
 */
export function recorded(work: () => void): Map<RegExp, Set<string>> {
  const native = RegExp.prototype.exec;
  const met = new Map<string, { pattern: RegExp; texts: Set<string> }>();
  RegExp.prototype.exec = function (text: string) {
    const flags = this.flags.replace('y', '');
    const key = `/${this.source}/${flags}`;
    const one = met.get(key) ?? { pattern: new RegExp(this.source, flags), texts: new Set() };
    met.set(key, one);
    one.texts.add(String(text));
    return native.call(this, text);
  };
  try {
    work();
  } finally {
    RegExp.prototype.exec = native;
  }
  return new Map([...met.values()].map(({ pattern, texts }) => [pattern, texts]));
}
