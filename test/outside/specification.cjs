module.exports = globalThis.outside.specification();
