/** A request larger than this as JSON is refused and counted. */
export const MAX_REQUEST_CHARS = 64 * 1024;
/** A call without an answer after this is rejected with outcome 'unknown'. */
export const CALL_DEADLINE_MS = 15_000;
