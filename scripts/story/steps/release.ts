import type { ServiceView } from '../account-view';
import { checkNoneFailed, deployDemonstration, type StoryTools } from '../tools';

const IMAGE = 'public.ecr.aws/docker/library/node:24-slim';
const PORT = '8081';

/** A new version with another image and another port, while requests come. */
export async function release(tools: StoryTools): Promise<void> {
  const { narrator, account, visitors } = tools;
  const before = await account.service('traffic', 'Web');
  await visitors.seen();
  await deployDemonstration(tools, { Version: '2', Image: IMAGE, Port: PORT });
  const seen = await visitors.seen();
  const after = await account.service('traffic', 'Web');
  checkNoneFailed(tools, seen);
  const canary = seen.between('2', '1');
  narrator.range('while the canary baked, so many requests came', canary.count, 2000, Number.POSITIVE_INFINITY);
  narrator.range('of these, the new version answered so many of a hundred', canary.percentOf('2'), 4, 6);
  narrator.check('then it has answered all of them', seen.all.at(-1)?.version, '2');
  narrator.check('the new image runs', after.image, IMAGE);
  narrator.check('its tasks are in the green target group, on the new port', after.targetPorts, {
    blue: [],
    green: Array(after.running).fill(Number(PORT)),
  });
  narrator.check('service, target groups, rule and priority are the same', lasting(after), lasting(before));
}

const lasting = ({ serviceArn, blue, green, ruleArn, priority }: ServiceView) => [
  serviceArn,
  blue,
  green,
  ruleArn,
  priority,
];
