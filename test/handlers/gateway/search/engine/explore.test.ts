import { Cells, Shelf } from './cells';
import { Replay } from './choosers';
import { explore, type ScheduleRun } from './explore';
import { readSchedule, writeSchedule } from './schedule';
import { type Limits, Simulation } from './simulation';

const NO_FAULTS: Limits = { faults: 0, kinds: [] };

/** Two processes that each read a number and write one more. @param ends is given the outcome */
const counting =
  (ends: (count: number, sleeps: number) => void, limits = NO_FAULTS): ScheduleRun =>
  async (chooser, trace) => {
    const simulation = new Simulation(new Cells(), limits, chooser);
    simulation.trace = trace;
    const counts = new Shelf<number>(simulation.cells, 'count ');
    const began = simulation.now;
    for (const id of ['one', 'two']) {
      const process = simulation.spawn(id);
      const add = async () => {
        const count = await process.perform({ name: 'read', effect: () => counts.get('it') ?? 0 });
        await process.sleep(3_000);
        await process.perform({ name: 'write', faults: ['kill', 'lost'], effect: () => counts.set('it', count + 1) });
      };
      add().then(
        () => process.end(),
        () => process.end(),
      );
    }
    await simulation.play(() => {});
    ends(counts.get('it') ?? 0, simulation.now - began);
  };

describe('exploring', () => {
  it('finds every outcome of two processes that do not wait for each other', async () => {
    const outcomes = new Set<number>();
    const report = await explore(
      counting((count) => outcomes.add(count), { faults: 1, kinds: ['delay'] }),
      { every: 1_000 },
    );
    expect(report).toMatchObject({ complete: true });
    expect([...outcomes].sort()).toEqual([1, 2]);
  });

  it('gives the plainest schedule in which something is wrong', async () => {
    const play = counting(
      (count) => {
        if (count < 2) throw new Error('one is lost');
      },
      { faults: 1, kinds: ['delay'] },
    );
    const { failure } = await explore(play, { random: 100, seed: 1 });
    expect(failure?.message).toBe('Error: one is lost');
    expect(failure?.trace.join('\n')).toContain('read');
    await expect(play(new Replay(readSchedule(failure?.schedule ?? '')))).rejects.toThrow('one is lost');
  });

  it('stops when it has seen as many schedules as were asked for', async () => {
    const report = await explore(
      counting(() => {}),
      { random: 7, seed: 1 },
    );
    expect(report).toEqual({ schedules: 7, complete: false });
  });

  it('lets time pass when no process can go on', async () => {
    const passed = new Set<number>();
    await explore(
      counting((_, milliseconds) => passed.add(milliseconds)),
      { every: 1_000 },
    );
    expect([...passed]).toEqual([3_000]);
  });

  it('has no more faults than the limits allow', async () => {
    const outcomes = new Set<number>();
    const few = await explore(
      counting((count) => outcomes.add(count)),
      { every: 1_000 },
    );
    const more = await explore(
      counting((count) => outcomes.add(count), { faults: 1, kinds: ['kill'] }),
      { every: 1_000 },
    );
    expect(more.schedules).toBeGreaterThan(few.schedules);
  });
});

describe('a schedule', () => {
  it.each([[[]], [[0]], [[0, 0, 0, 2, 1]], [[11, 11, 0]]])('is read as it was written: %j', (schedule) => {
    expect(readSchedule(writeSchedule(schedule))).toEqual(schedule);
  });
});
