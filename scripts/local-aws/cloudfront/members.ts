/** Reading the members of a distribution's configuration. */
import { AwsError, notPlayed } from '../wire/errors';
import { nodeAt, textAt, type XmlNode } from '../wire/xml-tree';

export const invalidArgument = (message: string): AwsError => new AwsError('InvalidArgument', message);

/**
 * The entries of a list with a quantity; none if the list is missing.
 * @throws AwsError InconsistentQuantities
 */
export function itemsIn(node: XmlNode, name: string): XmlNode[] {
  const list = nodeAt(node, name);
  if (list === undefined) return [];
  const items = nodeAt(list, 'Items')?.children ?? [];
  if (Number(textAt(list, 'Quantity')) === items.length) return items;
  throw new AwsError('InconsistentQuantities', "The value of Quantity and the size of Items don't match.");
}

/** @throws AwsError NotImplemented for other members than these, unless they say that nothing is to happen */
export function onlyMembers(node: XmlNode, played: readonly string[], of: string): void {
  const other = node.children.find((child) => !played.includes(child.name) && !saysNothing(child));
  if (other !== undefined) throw notPlayed(`${other.name} of a ${of}`);
}

const NOTHING = new Set(['', '0', 'false', 'none']);

const saysNothing = ({ text, children }: XmlNode): boolean =>
  children.length > 0 ? children.every(saysNothing) : NOTHING.has(text);

/** @throws AwsError InvalidArgument */
export function choiceIn<Choice extends string>(node: XmlNode, name: string, choices: readonly Choice[]): Choice {
  const given = textAt(node, name);
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw invalidArgument(`The parameter ${name} must be one of ${choices.join(', ')}.`);
  return found;
}

/** A whole number of seconds. @throws AwsError with that code */
export function secondsIn(node: XmlNode, name: string, otherwise: number, code: string, message: string): number {
  const seconds = Number(textAt(node, name) ?? otherwise);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MOST_SECONDS) throw new AwsError(code, message);
  return seconds;
}

/** Of both timeouts of an origin: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MOST_SECONDS = 120;
