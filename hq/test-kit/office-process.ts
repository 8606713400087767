// Head office in a process of its own. Arguments: the data folder and its limits as JSON. Told what
// to do by a line (`code STORE REGISTER`, `reader NAME`, `memory`), it says a line of JSON for each,
// and one for everything it logs.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Limits } from '../http/limits.ts';
import { startHeadOffice } from '../serve.ts';

const [dataDir = '', limits = '{}'] = process.argv.slice(2);
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
const log = (level: string) => (message: string, fields?: object) =>
  say({ log: message, level, ...fields });
const office = await startHeadOffice({
  dataDir,
  port: 0,
  host: '127.0.0.1',
  log: { info: log('info'), warn: log('warn'), error: log('error') },
  // Of this repository's own tests: what does not fit shows at once.
  limits: JSON.parse(limits) as Partial<Limits>,
});
say({ answer: office.url });

async function carryOut([order, first = '', second = '']: readonly string[]): Promise<string> {
  switch (order) {
    case 'code':
      return office.createEnrolmentCode(first, second);
    case 'reader':
      return office.createReaderToken(first);
    case 'memory':
      return peakKb();
    default:
      throw new Error(`not an order: ${order}`);
  }
}

/** The most that this process had in memory since it was last asked; since its start elsewhere. */
function peakKb(): string {
  if (process.platform !== 'linux') return String(process.resourceUsage().maxRSS);
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  // Begins the count anew: proc_pid_clear_refs(5).
  writeFileSync('/proc/self/clear_refs', '5');
  return peak;
}

for await (const line of createInterface({ input: process.stdin })) {
  say({ answer: await carryOut(line.split(' ')) });
}
await office.close();
