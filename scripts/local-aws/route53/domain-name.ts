/** Domain names as Route 53 keeps them: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html */

/** In lower case, with the dot at the end, and with characters in place of their escape codes (`\052` is `*`). */
export function readName(name: string): string {
  const plain = name.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return `${plain.toLowerCase().replace(/\.$/, '')}.`;
}

/** As Route 53 answers: other characters than letters, digits, hyphens, underscores and dots are escape codes. */
export const writeName = (name: string): string =>
  name.replaceAll(/[^a-z\d._-]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

/** Labels of 63 octets, 255 in all. */
export const isDomainName = (name: string): boolean =>
  name.length <= 255 &&
  name
    .slice(0, -1)
    .split('.')
    .every((label) => label.length > 0 && label.length <= 63);

export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** The order of the lists: by the labels from the last one to the first. */
export function compareNames(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => name.split('.').reverse().join('.'));
  return (first ?? '') < (second ?? '') ? -1 : Number(first !== second);
}
