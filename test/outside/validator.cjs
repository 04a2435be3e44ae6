module.exports = globalThis.outside.validator();
