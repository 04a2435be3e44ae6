import { FAILED_LOOKS, once, patiently, pausesAfter } from '../../../scripts/stacks/patience';
import { expired, failure, reset, throttled, timelessAws } from './watched';

/** A call that fails in these ways, one after the other, and then returns `answer`. */
function failing<T>(errors: readonly Error[], answer: T): { call: () => Promise<T>; calls: () => number } {
  let calls = 0;
  const call = async (): Promise<T> => {
    const error = errors[calls++];
    if (error !== undefined) throw error;
    return answer;
  };
  return { call, calls: () => calls };
}

const denied = failure('AccessDenied', 'not you');

describe('looking at AWS', () => {
  it('goes on until AWS answers, with longer and longer pauses', async () => {
    const aws = timelessAws();
    const { call } = failing(Array(7).fill(throttled), 'answer');
    expect(await patiently(aws, () => {}, call)).toBe('answer');
    expect(aws.pauses).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });

  it('says nothing of what passes soon', async () => {
    const notes: string[] = [];
    await patiently(timelessAws(), (line) => notes.push(line), failing([throttled, reset], 1).call);
    expect(notes).toEqual([]);
  });

  it('says once what stands in the way, and when it is over', async () => {
    const notes: string[] = [];
    await patiently(timelessAws(), (line) => notes.push(line), failing(Array(5).fill(reset), 1).call);
    expect(notes).toEqual([
      'AWS cannot be reached (socket hang up). Check the network, the Region and AWS_ENDPOINT_URL. Trying again.',
      'AWS answers again.',
    ]);
  });

  it('takes new credentials when the old ones have expired, and says what to renew if there are none yet', async () => {
    const aws = timelessAws();
    const notes: string[] = [];
    const { call } = failing([expired, expired, expired], 'answer');
    expect(await patiently(aws, (line) => notes.push(line), call)).toBe('answer');
    expect(aws.renewed).toBe(3);
    expect(notes).toEqual([
      'The AWS credentials have expired. Renew profile shop. This command goes on as soon as it finds new ones.',
      'AWS answers again.',
    ]);
  });

  it('goes on although the attempt to renew the credentials fails', async () => {
    const aws = timelessAws({ renewCredentials: () => Promise.reject(new Error('not yet')) });
    expect(await patiently(aws, () => {}, failing([expired], 'answer').call)).toBe('answer');
  });

  it('gives up at once if the credentials cannot be renewed for a running command', async () => {
    const aws = timelessAws({ credentials: { renewal: 'Set new ones.', fixed: true } });
    const { call, calls } = failing([expired], 'answer');
    await expect(patiently(aws, () => {}, call)).rejects.toThrow(
      'The AWS credentials have expired. Set new ones. A running command does not see them.',
    );
    expect(calls()).toBe(1);
  });

  it('gives up after a quarter of an hour, with the reason', async () => {
    const aws = timelessAws();
    const look = () => Promise.reject(throttled);
    await expect(patiently(aws, () => {}, look)).rejects.toThrow(
      'Throttling: Rate exceeded. That was so 34 times in a row.',
    );
    expect(aws.pauses).toHaveLength(FAILED_LOOKS - 1);
    // A pause takes two seconds.
    expect(2 * aws.pauses.reduce((sum, times) => sum + times)).toBeGreaterThan(14 * 60);
  });

  it('stops at a refusal', async () => {
    const { call, calls } = failing([denied], 1);
    await expect(patiently(timelessAws(), () => {}, call)).rejects.toBe(denied);
    expect(calls()).toBe(1);
  });
});

describe('a request that is to take effect once', () => {
  const nobody = () => Promise.reject(new Error('nobody was to be asked'));

  it('is sent once if AWS answers', async () => {
    const { call, calls } = failing([], 'answer');
    expect(await once(timelessAws(), () => {}, call, nobody)).toBe('answer');
    expect(calls()).toBe(1);
  });

  it.each([
    ['lost', () => Promise.reject(reset)],
    ['empty', async () => undefined],
  ])('is asked after if its answer is %s, and not sent again if it has arrived', async (_what, answer) => {
    let sent = 0;
    const send = () => {
      sent++;
      return answer();
    };
    expect(
      await once<string>(
        timelessAws(),
        () => {},
        send,
        async () => 'known',
      ),
    ).toBe('known');
    expect(sent).toBe(1);
  });

  it('is sent again if it has not arrived', async () => {
    const { call, calls } = failing([reset, expired], 'answer');
    expect(
      await once(
        timelessAws(),
        () => {},
        call,
        async () => undefined,
      ),
    ).toBe('answer');
    expect(calls()).toBe(3);
  });

  it('is refused as AWS refuses it the first time, and nobody is asked', async () => {
    await expect(
      once(
        timelessAws(),
        () => {},
        () => Promise.reject(denied),
        nobody,
      ),
    ).rejects.toBe(denied);
  });

  it.each([
    ['by this command', [reset, failure('AlreadyExistsException', 'there already')]],
    ['by the SDK', [failure('AlreadyExistsException', 'there already', { $metadata: { attempts: 2 } })]],
  ])('is not taken for refused if its repetition %s is', async (_who, errors) => {
    const answers: (string | undefined)[] = errors.length === 1 ? ['known'] : [undefined, 'known'];
    const { call } = failing<string>(errors, 'answer');
    expect(
      await once(
        timelessAws(),
        () => {},
        call,
        async () => answers.shift(),
      ),
    ).toBe('known');
  });

  it('stays unknown if its answer is lost and AWS refuses the question after it', async () => {
    const send = () => Promise.reject(reset);
    await expect(
      once(
        timelessAws(),
        () => {},
        send,
        () => Promise.reject(denied),
      ),
    ).rejects.toMatchObject({
      name: 'UnansweredError',
      message: 'AccessDenied: not you',
    });
  });

  it('is given up if AWS never takes it', async () => {
    const send = async () => undefined;
    await expect(once(timelessAws(), () => {}, send, send)).rejects.toThrow(
      'AWS has not taken the request, sent 34 times.',
    );
  });
});

test('pauses grow to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 30].map(pausesAfter)).toEqual([1, 2, 4, 8, 15, 15, 15]);
});
