/** An error as the SDK throws it. */
export const awsError = (name: string, message = `${name} was thrown`): Error =>
  Object.assign(new Error(message), { name });
