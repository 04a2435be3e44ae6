import {
  type GatewayItem,
  isClaim,
  isGateway,
  isService,
  type ServiceItem,
} from '../../../handlers/gateway/ledger/items';
import { slotName } from '../../../handlers/gateway/ledger/priorities';
import type { Item } from '../../../handlers/gateway/world/store';
import type { SoakAccount } from '../../soak/account';
import type { Chance } from '../../soak/chance';

/**
 * Puts services into the ledger until there are `total`. They are copies of the one that is there, with other names.
 * The first gateway keeps one free seat; the others are full.
 */
export async function pad(account: SoakAccount, chance: Chance, total: number, cap: number): Promise<void> {
  const ledger = await account.ledger();
  const model = ledger.find(isService);
  const first = ledger.filter(isGateway).find(({ number }) => number === 1);
  if (!model || !first) throw new Error('There is no service to copy');
  const claims = ledger.filter(isClaim).filter(({ owner }) => owner === model.service);
  const gateways = new Map<number, GatewayItem>(ledger.filter(isGateway).map((one) => [one.number, one]));
  const items: Item[] = [];
  for (let copy = ledger.filter(isService).length; copy < total; copy++) {
    const name = `copy-${copy}/${chance.uuid('copy', copy)}`;
    const place = Math.max(0, Math.ceil((copy + 2 - cap) / cap)) + 1;
    const gateway = gateways.get(place) ?? { ...first, ...numbered(first, place), members: {}, priorities: {} };
    gateways.set(place, gateway);
    const slot = Object.keys(gateway.members).length + 1;
    const [, stack = ''] = /stack\/(.+)\/Web$/.exec(model.service) ?? [];
    const renamed = <T>(item: T): T => JSON.parse(JSON.stringify(item).replaceAll(stack, name));
    const service: Item & ServiceItem = renamed(model);
    const [member = ''] = Object.keys(service.seats);
    gateway.members[member] = true;
    gateway.priorities[slotName(slot)] = member;
    items.push(service, ...claims.map((claim) => ({ ...renamed(claim), SK: `${claim.SK} of ${name}` })));
  }
  await account.write([...items, ...([...gateways.values()] as (Item & GatewayItem)[])]);
}

const numbered = ({ SK }: GatewayItem, number: number) => ({
  number,
  SK: SK.replace(/\d+$/, (digits) => String(number).padStart(digits.length, '0')),
  token: `copied${String(number).padStart(4, '0')}`,
});
