import { loadBalancerTags, serviceNameOf, targetGroupName } from '../../../handlers/gateway/names';
import { reasonOf } from '../../../handlers/gateway/protocol/reason';
import { scrubUrls } from '../../../handlers/gateway/protocol/response-url';
import { canonical, covers, isEveryHost, isEveryPath } from '../../../handlers/gateway/route/patterns';
import { recorded } from '../../patterns/recorder';
import { steps } from '../../patterns/steps';
import { LONG_TEXTS } from '../../patterns/texts';

const MEMBER = 'arn:aws:cloudformation:eu-west-1:123456789012:stack';

/** Whatever the gateway holds against patterns that a template or an error gave. */
function handle(text: string): void {
  for (const look of [canonical, isEveryHost, isEveryPath, scrubUrls, reasonOf]) look(text);
  covers(text, text);
  loadBalancerTags('token', text);
  for (const member of [`${MEMBER}/${text}/0/Web#1`, `${MEMBER}/shop/0/${text}#1`]) {
    serviceNameOf(member);
    targetGroupName(member, 'blue');
  }
}

test.each([...new Set(LONG_TEXTS)].map((text): [string, string] => [JSON.stringify(text.slice(0, 40)), text]))(
  'No pattern of the gateway goes over a long text again and again: %s',
  (_, text) => {
    const met = recorded(() => handle(text));
    expect(met.size).toBeGreaterThan(5);
    for (const [pattern, texts] of met) for (const one of texts) steps(pattern, one, 12 * one.length + 10_000);
  },
);
