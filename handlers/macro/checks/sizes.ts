import { at } from '../../template-language/findings';
import type { ExpansionContext, PartialSpec, SidecarSpec } from '../spec';
import { cpuUnits, type Defaults, memoryMebibytes, sizeErrors } from './fargate';
import { knownNumber, knownText } from './known';

/** Notes a size of the task that Fargate does not have, and containers that need more than the task. */
export function checkSizes(partial: PartialSpec, path: string, context: ExpansionContext, defaults: Defaults): void {
  const [cpu, memory] = [knownText(partial.Cpu, context), knownText(partial.Memory, context)];
  for (const [name, message] of Object.entries(sizeErrors(cpu, memory, defaults))) {
    context.findings.add(at(path, name), message);
  }
  const { Sidecars = [] } = partial;
  const where = at(path, 'Sidecars');
  checkShares(Sidecars, where, context, cpuUnits(cpu ?? ''), { keys: ['Cpu'], of: 'CPU units', unit: '' });
  checkShares(Sidecars, where, context, memoryMebibytes(memory ?? ''), {
    keys: ['MemoryReservation', 'Memory'],
    of: 'MiB',
    unit: ' MiB',
  });
  for (const [index, { Memory, MemoryReservation }] of Sidecars.entries()) {
    const [most, kept] = [knownNumber(Memory, context), knownNumber(MemoryReservation, context)];
    if (kept > most) {
      const message = `is ${kept} MiB, more than Memory, which is ${most} MiB`;
      context.findings.add(at(where, index, 'MemoryReservation'), message);
    }
  }
}

interface Share {
  /** The properties that reserve CPU or memory for a container. The first one that the container has counts. */
  keys: readonly ('Cpu' | 'Memory' | 'MemoryReservation')[];
  of: string;
  unit: string;
}

/**
 * The containers' reservations must fit into the task's size ("cpu", "memory" of ContainerDefinition in the ECS API).
 */
function checkShares(
  sidecars: readonly SidecarSpec[],
  path: string,
  context: ExpansionContext,
  whole: number | undefined,
  { keys, of, unit }: Share,
): void {
  if (whole === undefined) return;
  let sum = 0;
  let within = true;
  for (const [index, sidecar] of sidecars.entries()) {
    for (const key of keys) {
      const share = knownNumber(sidecar[key], context);
      if (share > whole) {
        within = false;
        const message = `is ${share}${unit}, more than the ${whole} ${of} of the task`;
        context.findings.add(at(path, index, key), message);
      }
    }
    const first = keys.find((key) => sidecar[key] !== undefined);
    sum += (first && knownNumber(sidecar[first], context)) || 0;
  }
  if (within && sum > whole) {
    context.findings.add(path, `want ${sum} ${of} in total, more than the ${whole} of the task`);
  }
}
