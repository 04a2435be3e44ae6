/** Hues that people with any colour vision can tell apart, in degrees: after Okabe and Ito (https://jfly.uni-koeln.de/color/). */
const HUES = [202, 41, 164, 327, 250, 20];
/** Lightness of the tasks of a version, in percent: neighbours differ most. */
const SHADES = { light: [40, 58, 30, 66, 48], dark: [60, 44, 72, 38, 52] };

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colour of a version and task, by the places in which they were first seen. Repeats after some of them. */
export function colourOf({ version, task }: { version: number; task: number }): string {
  const shades = SHADES[dark.matches ? 'dark' : 'light'];
  return `hsl(${HUES[version % HUES.length]} 75% ${shades[task % shades.length]}%)`;
}
