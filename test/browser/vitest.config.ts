import { defineConfig, mergeConfig } from 'vitest/config';
import tests from '../../vitest.config';

/** `npm run test:browser`. `npm test` leaves these tests out, because they need Chromium. */
export default mergeConfig(
  { ...tests, test: { ...tests.test, include: undefined } },
  defineConfig({ test: { include: ['test/browser/*.browser.ts'] } }),
);
