/** A request larger than this as JSON is refused and counted. */
export const MAX_REQUEST_CHARS = 64 * 1024;
/** A call without an answer after this is rejected with outcome 'unknown'. */
export const CALL_DEADLINE_MS = 15_000;

/** Calls that wait for a device or for head office, and how long they may. */
const LONG_CALLS_MS: ReadonlyMap<string, number> = new Map([
  // A terminal's own limit, three minutes, begins anew with each sign of life; the driver gives up
  // by itself before this.
  ['settlement.close', 600_000],
  // Each check has a limit of its own; silence at every one of them adds up.
  ['terminal.check', 180_000],
  ['upload.send', 180_000],
  // A database is made anew from years of entries.
  ['loss.decide', 600_000],
  ['report.printLastZ', 60_000],
  ['drawer.noSale', 60_000],
]);

/** How long a call may stay without an answer before it counts as lost. */
export function deadlineMs(name: string): number {
  return LONG_CALLS_MS.get(name) ?? CALL_DEADLINE_MS;
}
