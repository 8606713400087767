// Every mutant is tried on the same inputs: found out once, it is found out the next time too. Whether
// it was found out is all that counts, so nobody looks for its smallest example.
import { isMainThread } from 'node:worker_threads';
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_260_102, endOnFailure: true });

// Stryker runs tests in threads, which cannot change what their process gives to others.
if (!isMainThread) process.umask = () => 0o022;
