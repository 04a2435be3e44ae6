/** The text as a sentence: with a full stop unless it ends in a mark of its own. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);
