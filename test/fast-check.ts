import fc from 'fast-check';

/**
 * fast-check with one seed for every run, so that a test that passed passes again; `SEED=7 npx vitest run …` looks elsewhere,
 * and the long runs (`npm run fuzz`, `npm run search`) do so by themselves.
 */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_261_123) });

export default fc;
