import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Terminal } from '../../../scripts/command-line/terminal';
import { lineProgress } from '../../../scripts/stacks/progress';

const told: string[] = [];
const terminal: Terminal = {
  print: () => {},
  say: (text) => told.push(text.replace(/^<dim>\d\d:\d\d:\d\d<\/dim> {2}/, '').replace(/ {2,}/g, ' ')),
  paint: (colour, text) => `<${colour}>${text.trimEnd()}</${colour}>`,
  ifInterrupted: '',
};
const event = (LogicalResourceId: string, status: string, ResourceStatusReason?: string): StackEvent => ({
  StackId: 'stack-id',
  StackName: 'shop',
  EventId: 'id',
  PhysicalResourceId: LogicalResourceId === 'shop' ? 'stack-id' : LogicalResourceId,
  LogicalResourceId,
  ResourceType: 'AWS::X::Y',
  Timestamp: new Date(0),
  ResourceStatus: status as StackEvent['ResourceStatus'],
  ResourceStatusReason,
});

beforeEach(() => told.splice(0));

function tell(...events: StackEvent[]): string[] {
  const progress = lineProgress(terminal);
  for (const one of events) progress.event(one);
  return told;
}

describe('progress in lines', () => {
  it('shows each status of a resource once, although CloudFormation reports its beginning twice', () => {
    expect(
      tell(
        event('Web', 'CREATE_IN_PROGRESS'),
        event('Api', 'CREATE_IN_PROGRESS'),
        event('Web', 'CREATE_IN_PROGRESS', 'Resource creation Initiated'),
        event('Web', 'CREATE_COMPLETE'),
      ),
    ).toEqual([
      '<cyan>CREATE_IN_PROGRESS</cyan> Web (AWS::X::Y)',
      '<cyan>CREATE_IN_PROGRESS</cyan> Api (AWS::X::Y)',
      '<green>CREATE_COMPLETE</green> Web (AWS::X::Y)',
    ]);
  });

  it('shows the reason if something fails or is rolled back', () => {
    expect(
      tell(
        event('Web', 'CREATE_FAILED', 'no such image'),
        event('shop', 'ROLLBACK_IN_PROGRESS', 'Web failed'),
        event('Api', 'CREATE_COMPLETE', 'not worth a word'),
      ),
    ).toEqual([
      '<red>CREATE_FAILED</red> Web (AWS::X::Y) no such image',
      '<yellow>ROLLBACK_IN_PROGRESS</yellow> stack shop Web failed',
      '<green>CREATE_COMPLETE</green> Api (AWS::X::Y)',
    ]);
  });

  it('says what the function of a custom resource answered, without the sentence that CloudFormation puts before it', () => {
    const answer =
      'Received response status [FAILED] from custom resource. Message returned: ClaimTaken: a.example.com';
    const failed = event('WebRoute', 'CREATE_FAILED', answer);
    expect(tell(failed)).toEqual(['<red>CREATE_FAILED</red> WebRoute (AWS::X::Y) ClaimTaken: a.example.com']);
    expect(lineProgress(terminal).failure('It failed', [failed])).toBe(
      'It failed\n  WebRoute (AWS::X::Y): ClaimTaken: a.example.com',
    );
  });

  it('says so if CloudFormation gives no reason', () => {
    const text = lineProgress(terminal).failure('It failed', [event('Web', 'UPDATE_FAILED')]);
    expect(text).toBe('It failed\n  Web (AWS::X::Y): CloudFormation gives no reason.');
  });
});
