import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globals: true,
    setupFiles: ['test/environment.ts'],
    globalSetup: ['test/nursery/set-up.ts'],
    // All test files of a worker share its modules: loading the SDK and AWS's specification anew for each took half of a run.
    isolate: false,
    pool: 'forks',
    // One more than there are processors: in end-to-end tests, workers wait for other processes a third of the time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: 600_000,
    hookTimeout: 600_000,
    coverage: {
      provider: 'v8',
      include: ['handlers/**/*.ts'],
      reporter: ['text-summary', 'lcov'],
      thresholds: { lines: 90, branches: 90 },
    },
  },
});
