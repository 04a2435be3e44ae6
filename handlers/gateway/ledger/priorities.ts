import type { Seat } from './items';

/**
 * A gateway's `priorities`: which member holds which priority of the listener's rules, and which slot. A slot is a
 * number that no other member of the gateway has. The priority of the member's rule is made from it.
 */

type Priorities = Readonly<Record<string, string>>;

/** The holder of a priority whose rule cfn-express did not make. */
export const FOREIGN = 'foreign';

const SLOT = 'slot-';

/** The name of a slot in `priorities`. */
export const slotName = (slot: number): string => `${SLOT}${slot}`;

/** @returns the member's slot; undefined if it has none */
export function slotIn(priorities: Priorities, member: string): number | undefined {
  const name = Object.keys(priorities).find((one) => one.startsWith(SLOT) && priorities[one] === member);
  return name === undefined ? undefined : Number(name.slice(SLOT.length));
}

/** @param skip how many free slots to pass over. @returns the lowest free slot after those */
export function freeSlot(priorities: Priorities, skip: number): number {
  let slot = 1;
  for (let left = skip; slotName(slot) in priorities || left-- > 0; ) {
    slot++;
  }
  return slot;
}

/** The names of a seat's slot and priorities in `priorities`. */
export const namesOf = ({ slot, held }: Pick<Seat, 'slot' | 'held'>): string[] => [slotName(slot), ...held.map(String)];

/**
 * The number at which a seat's rule may be parked. An older version of the function, which may still be running, knows
 * nothing of it and frees it with others.
 */
export const parkedOf = ({ parked, held }: Pick<Seat, 'parked' | 'held'>): number | undefined =>
  parked !== undefined && held.includes(parked) ? parked : undefined;
