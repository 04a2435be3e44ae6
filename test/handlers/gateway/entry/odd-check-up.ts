/** Takes the place of the doctor's check-up in the entry's tests. */
export const checkUp = async (_world: unknown, _invocation: unknown, treatment: string) => ({ treatment });
