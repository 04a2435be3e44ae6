import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: {
    globals: true,
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/environment.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 600000,
    hookTimeout: 600000,
  },
});
