/** The set-up of tests of CloudWatch: an embedded AWS in whose time nearly nothing passes while a test runs. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { startLocalAws } from '../../../nursery';

export type CloudWatchStage = Awaited<ReturnType<typeof openStage>>;

/** @param minuteMs default: real time */
export async function openStage(minuteMs = 60_000) {
  const aws = await startLocalAws({ minuteMs });
  const cloudwatch = new CloudWatchClient({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    aws,
    cloudwatch,
    /** A call as SDKs made it that know only awsQuery: the answer's document. */
    async query(parameters: Record<string, string>): Promise<string> {
      const credential = `test/20260101/${aws.region}/monitoring/aws4_request`;
      const answer = await fetch(aws.endpoint, {
        method: 'POST',
        headers: { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` },
        body: new URLSearchParams({ Version: '2010-08-01', ...parameters }),
      });
      return answer.text();
    },
    async close(): Promise<void> {
      cloudwatch.destroy();
      await aws.stop();
    },
  };
}
