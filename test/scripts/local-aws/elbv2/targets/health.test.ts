/** Source: "Health checks for your target groups" of Application Load Balancers. */
import { HealthRecord } from '../../../../../scripts/local-aws/elbv2/targets/health';
import { readHealthCheck } from '../../../../../scripts/local-aws/elbv2/targets/health-check';
import type { ProbeResult } from '../../../../../scripts/local-aws/elbv2/targets/probe';

const status = (code: number): ProbeResult => ({ type: 'status', status: code });
const TIMEOUT: ProbeResult = { type: 'timeout' };
const FAILED: ProbeResult = { type: 'failed' };

/** The states after each of the results. */
function states(results: ProbeResult[], parameters = {}): string[] {
  const record = new HealthRecord();
  return results.map((result) => {
    record.add(result, readHealthCheck(parameters));
    return record.status.state;
  });
}

test('a new target is healthy after one passed check, and unhealthy after as many failed ones as the threshold says', () => {
  expect(states([status(200)])).toEqual(['healthy']);
  expect(states([status(500), status(200)])).toEqual(['initial', 'healthy']);
  expect(states([status(500), TIMEOUT])).toEqual(['initial', 'unhealthy']);
  expect(states([FAILED, FAILED, FAILED], { UnhealthyThresholdCount: '3' })).toEqual([
    'initial',
    'initial',
    'unhealthy',
  ]);
});

test('a healthy target becomes unhealthy by failures in a row, and healthy again by successes in a row', () => {
  const [ok, bad] = [status(200), status(503)];
  const parameters = { HealthyThresholdCount: '3', UnhealthyThresholdCount: '2' };
  expect(states([ok, bad, ok, bad, bad, ok, ok, bad, ok, ok, ok], parameters)).toEqual([
    'healthy',
    'healthy',
    'healthy',
    'healthy',
    'unhealthy',
    'unhealthy',
    'unhealthy',
    'unhealthy',
    'unhealthy',
    'unhealthy',
    'healthy',
  ]);
});

test('an unhealthy target says why, by its last failure', () => {
  const record = new HealthRecord();
  expect(record.status).toEqual({
    state: 'initial',
    reason: 'Elb.InitialHealthChecking',
    description: 'Initial health checks in progress',
  });
  const after = (result: ProbeResult) => {
    record.add(result, readHealthCheck({}));
    return record.status;
  };
  after(TIMEOUT);
  expect(after(TIMEOUT)).toEqual({ state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' });
  expect(after(status(404))).toEqual({
    state: 'unhealthy',
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [404]',
  });
  expect(after(FAILED)).toEqual({
    state: 'unhealthy',
    reason: 'Target.FailedHealthChecks',
    description: 'Health checks failed',
  });
});

test('what has not changed is the same status', () => {
  const record = new HealthRecord();
  const after = (...results: ProbeResult[]) => {
    for (const result of results) record.add(result, readHealthCheck({}));
    return record.status;
  };
  const unhealthy = after(status(500), status(500));
  expect(after(status(500))).toBe(unhealthy);
  expect(after(status(501))).not.toBe(unhealthy);
});

test('a record that is reset begins again', () => {
  const record = new HealthRecord();
  record.add(FAILED, readHealthCheck({}));
  record.reset();
  record.add(FAILED, readHealthCheck({}));
  expect(record.status.state).toBe('initial');
});

test.each([
  [undefined, [200], [199, 201, 302, 404]],
  ['200,202', [200, 202], [201, 404]],
  ['200-299', [200, 250, 299], [199, 300]],
  ['200-204, 301,400-499', [202, 301, 404], [205, 302, 500]],
])('the matcher %s takes %j and not %j', (HttpCode, taken, refused) => {
  const { matches } = readHealthCheck(HttpCode === undefined ? {} : { Matcher: { HttpCode } });
  expect([...taken, ...refused].filter(matches)).toEqual(taken);
});

test('settings that a request does not name have the defaults of Application Load Balancers', () => {
  expect(readHealthCheck({})).toMatchObject({
    enabled: true,
    protocol: 'HTTP',
    port: 'traffic-port',
    path: '/',
    intervalSeconds: 30,
    timeoutSeconds: 5,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
  });
  expect(readHealthCheck({ TargetType: 'lambda' }).enabled).toBe(false);
  expect(readHealthCheck({ TargetType: 'lambda', HealthCheckEnabled: 'true' }).enabled).toBe(true);
  expect(readHealthCheck({ HealthCheckPort: '9090', HealthCheckProtocol: 'HTTPS' })).toMatchObject({
    port: 9090,
    protocol: 'HTTPS',
  });
});
