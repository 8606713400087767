// Gives every property of a test file the seed and the path that one of them printed when it
// failed: it begins with the input that failed, and looks for no smaller one.
import fc from 'fast-check';

const { TILLWRIGHT_SEED: seed, TILLWRIGHT_PATH: path } = process.env;

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  ...(path === undefined ? {} : { path, endOnFailure: true }),
});
