export type Environment = Readonly<Record<string, string | undefined>>;

/** What Node, sockets and temporary files need of the system; on Windows not even DNS works without. */
const systemNames = ['PATH', 'SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR', 'TZ', 'HOME'];

/**
 * The till-service's environment: the system's few variables and our own `TILLWRIGHT_*`, nothing
 * else, so that NODE_OPTIONS and the like do not reach the process that holds the money. Orders
 * to crash (`TILLWRIGHT_FAULT*`) pass only where `faults` allows them.
 */
export function serviceEnvironment(
  env: Environment,
  options: { readonly mainPid: number; readonly faults: boolean },
): Record<string, string> {
  const passed: Record<string, string> = { TILLWRIGHT_MAIN_PID: String(options.mainPid) };
  const system = new Set(systemNames.map((name) => name.toUpperCase()));
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || name === 'TILLWRIGHT_MAIN_PID') continue;
    const own = name.startsWith('TILLWRIGHT_');
    const fault = name.startsWith('TILLWRIGHT_FAULT');
    // Windows writes the same name as Path, PATH or path.
    if (system.has(name.toUpperCase()) || (own && (!fault || options.faults))) passed[name] = value;
  }
  return passed;
}
