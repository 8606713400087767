import type { SelfTestReport, ServiceNews } from '../../contracts/channels.ts';

/**
 * Reads a message of the service; null when it is none. By hand, because main would load a schema
 * library for these few messages only, and every millisecond before the window counts.
 */
export function readServiceNews(data: unknown): ServiceNews | null {
  if (!isRecord(data)) return null;
  if (data['kind'] === 'ready' || data['kind'] === 'end') return { kind: data['kind'] };
  if (data['kind'] !== 'selfTest') return null;
  const report = readReport(data['report']);
  return report === null ? null : { kind: 'selfTest', report };
}

function readReport(data: unknown): SelfTestReport | null {
  if (!isRecord(data)) return null;
  const { selfTest, electron, sqlite, serialport, argon2, reason } = data;
  if (selfTest === 'failed' && typeof reason === 'string') return { selfTest, reason };
  const named = { electron, sqlite, serialport, argon2 };
  if (selfTest !== 'ok' || !allText(named)) return null;
  return { selfTest, ...named };
}

function allText<K extends string>(record: Record<K, unknown>): record is Record<K, string> {
  return Object.values(record).every((value) => typeof value === 'string');
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null;
}
