/** What happens in main that a program driving this one may wait for. */
export type Announcement =
  | { readonly tillwright: 'serviceReady'; readonly pid: number | null }
  | { readonly tillwright: 'serviceGone'; readonly failing: boolean }
  | { readonly tillwright: 'windowShown'; readonly window: string }
  | { readonly tillwright: 'connectRefused'; readonly count: number };

/**
 * With `TILLWRIGHT_ANNOUNCE=1` writes one JSON line per event to stdout, so that tests, the demo
 * and the benches wait for what happened and never for a time. Otherwise silent.
 */
export function createAnnounce(
  env: Readonly<Record<string, string | undefined>>,
): (news: Announcement) => void {
  if (env['TILLWRIGHT_ANNOUNCE'] !== '1') return () => {};
  return (news) => {
    process.stdout.write(`${JSON.stringify({ ...news, atMs: Date.now() })}\n`);
  };
}
