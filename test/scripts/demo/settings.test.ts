import { readDemoSettings } from '../../../scripts/demo/settings';

test('without variables it is version 1, without errors, on port 8080', () => {
  expect(readDemoSettings({})).toEqual({ version: '1', errorPercent: 0, port: 8080 });
  expect(readDemoSettings({ VERSION: '', ERROR_PERCENT: '', PORT: '' })).toEqual(readDemoSettings({}));
});

test('the environment says how a version differs', () => {
  const settings = { version: 'blue', errorPercent: 2.5, port: 9000 };
  expect(readDemoSettings({ VERSION: 'blue', ERROR_PERCENT: '2.5', PORT: '9000' })).toEqual(settings);
});

test.each([
  [{ ERROR_PERCENT: '101' }, "ERROR_PERCENT must be a number from 0 to 100, not '101'"],
  [{ ERROR_PERCENT: '-1' }, "ERROR_PERCENT must be a number from 0 to 100, not '-1'"],
  [{ PORT: 'http' }, "PORT must be a number from 0 to 65535, not 'http'"],
])('%j is refused', (env, sentence) => {
  expect(() => readDemoSettings(env)).toThrow(sentence);
});
