import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import { type Cluster, startCluster } from '../../hq/test-kit/postgres-cluster.ts';
import { inBenchFolder } from './bench-folder.ts';
import { type Figure, type Findings, figure } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { writePastSales } from './past-sales.ts';
import { type Psql, startPsql } from './psql-copy.ts';
import { startServiceInProcess, untilCopied } from './service-in-process.ts';
import { median } from './statistics.ts';
import { demoOperator } from './wares.ts';

const LINES = 5;
/** Each way this often, in turns; a day can be closed only once, so each has its own register. */
const ROUNDS = 7;
const TARGET_RATIO = 2;
const LOG = { info: () => {}, warn: console.warn, error: console.error };

/**
 * Closing a day until head office has acknowledged it (Z report, batch, signature, HTTP upload,
 * every check at head office, storing, signed answer, checked and kept), against moving the same
 * rows without looking at them: dump, gzip, COPY into PostgreSQL.
 */
export function measureEndOfDay({ quick, receipts: wanted }: BenchOptions): Promise<Findings> {
  const receipts = quick ? Math.min(wanted, 100) : wanted;
  const rounds = quick ? 2 : ROUNDS;
  return inBenchFolder(async (folder) => {
    const cluster = await startCluster();
    try {
      const embedded = { dataDir: join(folder, 'head-office') };
      const server = { databaseUrl: await cluster.createDatabase() };
      const times = await measureRounds({ folder, receipts, rounds, cluster, embedded, server });
      return findings(times, receipts, rounds);
    } finally {
      await cluster.stop();
    }
  });
}

interface DayTimes {
  /** Until the day is closed and its batch is built and signed, on the disk. */
  readonly builtMs: number;
  /** Until head office's acknowledgement is checked and kept. */
  readonly acknowledgedMs: number;
}

interface Times {
  readonly embedded: DayTimes[];
  readonly server: DayTimes[];
  readonly copies: number[];
  entries: number;
  dumpBytes: number;
}

async function measureRounds(work: {
  readonly folder: string;
  readonly receipts: number;
  readonly rounds: number;
  readonly cluster: Cluster;
  readonly embedded: { readonly dataDir: string };
  readonly server: { readonly databaseUrl: string };
}): Promise<Times> {
  const { folder, receipts, rounds, cluster } = work;
  const listen = { port: 0, host: '127.0.0.1', log: LOG } as const;
  const embedded = await startHeadOffice({ ...work.embedded, ...listen });
  const server = await startHeadOffice({ ...work.server, ...listen });
  const psql = await startPsql(await cluster.createDatabase());
  const times: Times = { embedded: [], server: [], copies: [], entries: 0, dumpBytes: 0 };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const first = join(folder, `e${round}`);
      times.embedded.push(await closeOneDay(first, `E${round}`, receipts, embedded));
      times.server.push(
        await closeOneDay(join(folder, `p${round}`), `P${round}`, receipts, server),
      );
      const copied = await copyRows(join(first, 'register.db'), folder, psql, round);
      times.copies.push(copied.tookMs);
      times.entries = copied.rows;
      times.dumpBytes = copied.bytes;
    }
  } finally {
    await psql.close();
    await embedded.close();
    await server.close();
  }
  return times;
}

async function closeOneDay(
  dataDir: string,
  registerId: string,
  receipts: number,
  office: HeadOffice,
): Promise<DayTimes> {
  await writeRegisterFiles({
    dataDir,
    registerId,
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: {
      url: office.url,
      enrolmentCode: await office.createEnrolmentCode('S001', registerId),
    },
    items: null,
  });
  writePastSales({ dataDir, sales: receipts, linesPerSale: LINES, salesPerDay: receipts + 1 });
  const service = await startServiceInProcess(dataDir);
  try {
    await service.must('session.signOn', demoOperator('manager'));
    await service.must('shift.close', { counted: [] });
    // Enrols, so that the day's sending begins with the batch.
    await service.must('upload.send', {});
    await untilCopied(service);
    const startMs = performance.now();
    await service.must('day.close', { skipSettlement: true });
    const builtMs = performance.now() - startMs;
    await service.until(({ toSend }) => toSend.entries === 0);
    return { builtMs, acknowledgedMs: performance.now() - startMs };
  } finally {
    await service.close();
  }
}

const COPY_TABLE = `
CREATE TABLE entry_ROUND (
  seq bigint, id text, type text, version integer, at_ms bigint, business_day text, actor text,
  store_id text, register_id text, payload text, prev_hash text, hash text,
  PRIMARY KEY (store_id, register_id, seq));`;

/** The same rows: dumped as COPY text, gzipped to a file, unpacked and copied in one COPY. */
async function copyRows(
  database: string,
  folder: string,
  psql: Psql,
  round: number,
): Promise<{ tookMs: number; rows: number; bytes: number }> {
  await psql.run(COPY_TABLE.replace('ROUND', String(round)));
  const file = join(folder, `dump-${round}.gz`);
  const startMs = performance.now();
  const db = new Database(database, { readonly: true });
  const lines: string[] = [];
  const rows = db
    .prepare<[], (string | number | null)[]>('SELECT * FROM journal ORDER BY seq')
    .raw();
  for (const row of rows.iterate()) lines.push(row.map(copyText).join('\t'));
  db.close();
  writeFileSync(file, gzipSync(`${lines.join('\n')}\n`));
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  await psql.run(`COPY entry_${round} FROM STDIN;`, `${text}\\.\n`);
  return { tookMs: performance.now() - startMs, rows: lines.length, bytes: text.length };
}

/** PostgreSQL's COPY text format: backslash, tab and line ends are escaped, null is \N. */
function copyText(value: string | number | null): string {
  if (value === null) return '\\N';
  return String(value)
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

function findings(times: Times, receipts: number, rounds: number): Findings {
  const copy = median(times.copies);
  const days = (name: string, of: readonly DayTimes[], target: number | null): Figure[] => {
    const acknowledged = median(of.map((day) => day.acknowledgedMs));
    return [
      figure(`${name}: day closed, batch built and signed`, median(of.map((d) => d.builtMs)), 'ms'),
      figure(`${name}: acknowledged`, acknowledged, 'ms'),
      figure(`${name}: acknowledged ÷ dump, gzip, copy`, acknowledged / copy, '×', target),
    ];
  };
  return {
    conditions: {
      receipts,
      linesPerReceipt: LINES,
      rounds,
      entries: times.entries,
      dumpBytes: times.dumpBytes,
      values: 'medians',
      runsIn: `register and head office in one Node ${process.versions.node}, over HTTP`,
      postgres: 'throw-away cluster, fsync off; psql connected before the clock starts',
    },
    figures: [
      figure('dump, gzip, copy into PostgreSQL', copy, 'ms'),
      ...days('embedded head office', times.embedded, TARGET_RATIO),
      ...days('head office on PostgreSQL', times.server, TARGET_RATIO),
    ],
  };
}
