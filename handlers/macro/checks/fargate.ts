import { quote } from '../../template-language/findings';

/**
 * Task sizes that Fargate allows: CPU units, and the memory in MiB that goes with them. Source: "Task CPU and memory"
 * in the Amazon ECS Developer Guide.
 */
const SIZES: readonly { cpu: number; memory: readonly number[] }[] = [
  { cpu: 256, memory: [512, 1024, 2048] },
  { cpu: 512, memory: steps(1024, 4096, 1024) },
  { cpu: 1024, memory: steps(2048, 8192, 1024) },
  { cpu: 2048, memory: steps(4096, 16384, 1024) },
  { cpu: 4096, memory: steps(8192, 30720, 1024) },
  { cpu: 8192, memory: steps(16384, 61440, 4096) },
  { cpu: 16384, memory: steps(32768, 122880, 8192) },
  { cpu: 32768, memory: [61440, 122880, 249856] },
];

function steps(first: number, last: number, by: number): number[] {
  return Array.from({ length: (last - first) / by + 1 }, (_, index) => first + index * by);
}

/** CPU units from `1024`, `1 vCPU` or `.25 vcpu`; undefined for anything else. */
export const cpuUnits = (text: string): number | undefined => amountOf(text, 'vcpu');

/** MiB from `2048`, `2 GB` or `0.5GB`; undefined for anything else. */
export const memoryMebibytes = (text: string): number | undefined => amountOf(text, 'gb');

/**
 * The number in a text, multiplied by 1024 if the text has the unit; undefined for any other text. No two parts of the
 * pattern can match the same characters, so it never backtracks.
 */
function amountOf(text: string, unit: 'vcpu' | 'gb'): number | undefined {
  const [, amount, unitGiven] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:([a-z]+)\s*)?$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  if (unitGiven === undefined) return Number(amount);
  return unitGiven.toLowerCase() === unit ? Number(amount) * 1024 : undefined;
}

const list = (values: readonly number[]): string =>
  values.length <= 4
    ? values.join(', ')
    : `${values[0]} to ${values.at(-1)} in steps of ${(values[1] ?? 0) - (values[0] ?? 0)}`;

/** The parts of a task's size that are defaults, because the block does not give them. */
export interface Defaults {
  cpu?: boolean;
  memory?: boolean;
}

/**
 * What is wrong with a task's size, by property. The result is empty if Fargate allows the size.
 * @param cpu undefined if it is not known
 * @param memory undefined if it is not known
 * @param defaults if one part is a default, the finding is reported for the other part, and mentions the default
 */
export function sizeErrors(
  cpu: string | undefined,
  memory: string | undefined,
  defaults: Defaults = {},
): { Cpu?: string; Memory?: string } {
  const errors: { Cpu?: string; Memory?: string } = {};
  const units = cpu === undefined ? undefined : cpuUnits(cpu);
  const size = SIZES.find((candidate) => candidate.cpu === units);
  if (cpu !== undefined && size === undefined) {
    errors.Cpu = `is ${quote(cpu)} but Fargate has ${SIZES.map((known) => known.cpu).join(', ')} CPU units`;
  }
  if (memory === undefined) return errors;
  const mebibytes = memoryMebibytes(memory);
  if (mebibytes === undefined) {
    errors.Memory = `is ${quote(memory)} but must be a number of MiB, or a number with the unit GB`;
  } else if (size !== undefined && !size.memory.includes(mebibytes)) {
    Object.assign(errors, pairErrors(size, mebibytes, defaults));
  }
  return errors;
}

function pairErrors(
  { cpu, memory }: (typeof SIZES)[number],
  mebibytes: number,
  defaults: Defaults,
): { Cpu?: string; Memory?: string } {
  const right = `Fargate allows ${list(memory)} MiB`;
  if (defaults.memory) {
    return {
      Cpu: `is ${cpu} without Memory, whose default is ${mebibytes} MiB, but with that Cpu ${right}; set Memory`,
    };
  }
  const fits = SIZES.filter((other) => other.memory.includes(mebibytes)).map((other) => other.cpu);
  const other = fits.length === 0 ? '' : `; or use Cpu ${fits.join(', ')} with ${mebibytes} MiB`;
  const which = defaults.cpu ? `Cpu ${cpu}, the default,` : `Cpu ${cpu}`;
  return { Memory: `is ${mebibytes} MiB, but with ${which} ${right}${other}` };
}
