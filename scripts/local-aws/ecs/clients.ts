/** The other services of the embedded AWS, as ECS calls them: through the front, so that its strictness holds here too. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { LocalWorld } from '../world';

export interface Clients {
  elb: ElasticLoadBalancingV2Client;
  ec2: EC2Client;
  cloudwatch: CloudWatchClient;
  lambda: LambdaClient;
}

export function createClients({ endpoint }: LocalWorld, region: string): Clients {
  const options = { endpoint, region, credentials: { accessKeyId: 'ecs', secretAccessKey: 'ecs' } };
  return {
    elb: new ElasticLoadBalancingV2Client(options),
    ec2: new EC2Client(options),
    cloudwatch: new CloudWatchClient(options),
    lambda: new LambdaClient(options),
  };
}

export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
