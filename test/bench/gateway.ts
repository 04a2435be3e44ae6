/** What the gateway costs in calls to AWS, and what it does when many services join at once. */
import { joins } from './gateway/joins';
import { warm } from './gateway/warm';

/** Services that join at once; another number as the first argument. */
const DEFAULT_JOINS = 200;

async function main(count: number): Promise<void> {
  console.log('Calls to AWS per request of CloudFormation, by the number of services in the ledger:\n');
  console.log(await warm());
  console.log(`\n${count} services that join at once; tries and calls per service:\n`);
  console.log(await joins(count));
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void main(Number(process.argv[2] ?? DEFAULT_JOINS)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
