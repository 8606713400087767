/** A broken promise inside our own code. Never thrown for bad input: that is a `Result`. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Ends the operation when `condition` is false; the message says which promise was broken. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Makes a switch exhaustive at compile time and loud at run time. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected case: ${JSON.stringify(value)}`);
}
