import { createQueue } from '../../../scripts/local-aws/queue';

test('tasks run one at a time, in the order of the calls', async () => {
  const queue = createQueue();
  const seen: string[] = [];
  const task = (name: string) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    await Promise.resolve();
    seen.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([queue(task('a')), queue(task('b'))])).toEqual(['a', 'b']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('only the caller of a failing task gets its error', async () => {
  const queue = createQueue();
  const failing = queue(() => Promise.reject(new Error('mine')));
  const next = queue(async () => 'fine');
  await expect(failing).rejects.toThrow('mine');
  await expect(next).resolves.toBe('fine');
});
