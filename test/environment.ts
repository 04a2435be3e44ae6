/** Runs before each test file. The files of a worker share its process, so what one changes there goes when it ends. */

// The tests run on whatever Node.js package.json allows; what the SDK will need one day is not their matter.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const environment = { ...process.env };

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
