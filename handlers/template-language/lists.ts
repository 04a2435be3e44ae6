/** The members of a parameter's value of a list type. White space around them is dropped, and an empty value has none. */
export const splitList = (text: string): string[] => (text === '' ? [] : text.split(',').map((one) => one.trim()));
