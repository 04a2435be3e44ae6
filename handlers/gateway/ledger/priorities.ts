import type { Seat } from './items';

/**
 * A gateway's `priorities`: who holds which priority of its listener's rules, and which slot. A slot is a number that is
 * one member's alone; the priority of its rule is made from it.
 */

type Priorities = Readonly<Record<string, string>>;

/** Holder of a priority that is taken by a rule which cfn-express did not make. */
export const FOREIGN = 'foreign';

const SLOT = 'slot-';

/** Under what name `priorities` hold a slot. */
export const slotName = (slot: number): string => `${SLOT}${slot}`;

/** @returns the member's slot; undefined if it has none */
export function slotIn(priorities: Priorities, member: string): number | undefined {
  const name = Object.keys(priorities).find((one) => one.startsWith(SLOT) && priorities[one] === member);
  return name === undefined ? undefined : Number(name.slice(SLOT.length));
}

/** @param skip how many of the free slots to pass over. @returns the lowest slot that is free after those */
export function freeSlot(priorities: Priorities, skip: number): number {
  let slot = 1;
  for (let left = skip; slotName(slot) in priorities || left-- > 0; ) {
    slot++;
  }
  return slot;
}

/** Under what names `priorities` hold what is the seat's. */
export const namesOf = ({ slot, held }: Pick<Seat, 'slot' | 'held'>): string[] => [slotName(slot), ...held.map(String)];
