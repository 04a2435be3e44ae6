import { reasonOf } from '../../../../handlers/gateway/protocol/reason';
import { SubnetsRefusedError } from '../../../../handlers/gateway/world/errors';
import { Cloud } from '../account/at-once/cloud';

describe('a load balancer', () => {
  it('in a zone where AWS makes none is refused with the words of AWS, and leaves nothing', async () => {
    const cloud = new Cloud();
    const sentence = "The Availability Zone 'us-east-1e' is not supported for load balancers";
    const refusal = Object.assign(new Error(sentence), { name: 'AvailabilityZoneNotSupportedException' });
    cloud.calls.failures.set('CreateLoadBalancer', new SubnetsRefusedError(refusal));
    const answer = await cloud.gateway('Create', { request: 'r1' });
    if (answer.status !== 'FAILED') throw new Error('the Create was not refused');
    expect(reasonOf(answer.error)).toBe(`AvailabilityZoneNotSupportedException: ${sentence}`);
    expect(await cloud.gateway('Delete', { id: answer.physicalResourceId })).toMatchObject({ status: 'SUCCESS' });
    expect(cloud.remains()).toEqual([]);
  });
});
