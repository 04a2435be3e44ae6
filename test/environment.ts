/** Runs before each test file. */

// The tests run on whatever Node.js package.json allows; what the SDK will need one day is not their matter.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
