import type { Environment } from './service-environment.ts';

/**
 * Node's words for a till-service that waits for a debugger on this computer alone, at the port
 * that `npm run dev -- --inspect-service` names; none without it. For development builds only:
 * whoever debugs the service can make it do anything.
 */
export function debuggerArguments(env: Environment): string[] {
  const port = env['TILLWRIGHT_INSPECT_SERVICE'];
  if (port === undefined) return [];
  if (!/^\d{1,5}$/.test(port)) throw new Error(`TILLWRIGHT_INSPECT_SERVICE is no port: ${port}`);
  return [`--inspect=127.0.0.1:${port}`];
}
