/** What the environment says of this version: how a release differs from another one. */
export interface DemoSettings {
  /** What a visitor sees as the name of the version. */
  version: string;
  /** How many of a hundred answers are errors. A request cannot change it: only a deployment can. */
  errorPercent: number;
  port: number;
}

/** @throws Error that names the variable that has a wrong value */
export function readDemoSettings(env: NodeJS.ProcessEnv): DemoSettings {
  return {
    version: env.VERSION || '1',
    errorPercent: number('ERROR_PERCENT', env.ERROR_PERCENT || '0', 100),
    port: number('PORT', env.PORT || '8080', 65_535),
  };
}

function number(name: string, text: string, most: number): number {
  const value = Number(text);
  if (value >= 0 && value <= most) return value;
  throw new Error(`${name} must be a number from 0 to ${most}, not '${text}'`);
}
