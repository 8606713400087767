import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { runCommandLine } from './command-line.ts';
import { FolderInUseError, lockDataFolder } from './data-folder.ts';
import { silentLog } from './log.ts';
import { openLogFile } from './log-file.ts';
import { type HeadOffice, startHeadOffice } from './serve.ts';
import { requestEnrolment } from './test-kit/client.ts';
import { makeRegister } from './test-kit/journal.ts';
import { withEmptyDatabase } from './test-kit/empty-database.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-hq-cli-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function hq(args: readonly string[], untilStopped = async () => {}) {
  let out = '';
  let said = '';
  const code = await runCommandLine(args, {
    env: { XDG_DATA_HOME: folder },
    platform: 'linux',
    log: silentLog,
    openLog: (file) => openLogFile(file, () => {}),
    out: (text) => {
      out += text;
    },
    say: (text) => {
      said += text;
    },
    untilStopped,
  });
  return { code, out, said };
}

describe('the command line', { timeout: 120_000 }, () => {
  it('explains itself, and says what it did not understand', async () => {
    expect(await hq(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('enrol') });
    for (const args of [
      ['dance'],
      ['serve', '--port', '70000'],
      ['serve', '--port', '1e3'],
      ['serve', 'now'],
      ['serve', '--host', '0.0.0.0'],
      ['serve', '--host', '192.168.1.9'],
      ['serve', '--host', '::'],
      ['serve', '--host', '0.0.0.0', '--tls-proxy', 'proxy.example'],
      ['enrol', '--store', 'S001'],
      ['enrol', '--store', 'S 1', '--register', '3'],
      ['token'],
      ['token', '--reader', '\0'],
      ['tokens', 'list'],
      ['import'],
      ['pull', '--after', '-1'],
      ['pull', '--speed', '9'],
      ['serve', '--data', 'x', '--database-url', 'postgres://y'],
    ]) {
      const { code, out, said } = await hq(args);
      expect({ args, code, out }).toEqual({ args, code: 2, out: '' });
      expect(said).toContain('--help');
    }
  });

  it('says where its data lies, and stops when told', async () => {
    const data = join(folder, 'serving');
    const { code, said } = await hq(['serve', '--port', '0', '--data', data]);
    expect(code).toBe(0);
    expect(said).toContain(`Data: ${data}`);
    expect(said).toContain('http://127.0.0.1:');
    expect(said).toContain('has stopped');
    expect(said).toContain(`Log: ${join(data, 'head-office.log')}`);
  });

  it('says why it does not go beyond this computer without TLS', async () => {
    const { said } = await hq(['serve', '--host', '0.0.0.0']);
    expect(said).toContain('--tls-proxy');
    expect(said).toContain('in the clear');
  });

  it('never shows the password of a database', async () => {
    const url = 'postgres://hq:geheim@127.0.0.1:1/none';
    const { code, said } = await hq(['serve', '--database-url', url]);
    expect(code).toBe(1);
    expect(said).toContain('PostgreSQL at 127.0.0.1:1/none');
    expect(said).not.toContain('geheim');
  });
});

describe.each(['a running head office', 'a stopped head office'])(
  'through %s',
  { timeout: 240_000 },
  (state) => {
    let office: HeadOffice | null = null;
    let data: string;
    const isRunning = state === 'a running head office';

    beforeAll(async () => {
      data = join(folder, isRunning ? 'running' : 'stopped');
      if (!isRunning) return;
      await withEmptyDatabase(data);
      office = await start();
    }, 60_000);

    afterAll(async () => office?.close(), 60_000);

    function start(): Promise<HeadOffice> {
      return startHeadOffice({ dataDir: data, port: 0, host: '127.0.0.1', log: silentLog });
    }

    it('enrols, imports files, hands them on, and ends tokens', async () => {
      const register = makeRegister('S001', '3');
      register.openDay();
      register.sell(2);
      const code = await hq(['enrol', '--store', 'S001', '--register', '3', '--data', data]);
      expect(code).toMatchObject({ code: 0, out: expect.stringMatching(/^(\w{5}-){3}\w{5}\n$/) });

      const plain = join(folder, `${isRunning}.ndjson`);
      const zipped = `${plain}.gz`;
      const batch = register.cut();
      writeFileSync(plain, batch.body);
      writeFileSync(zipped, gzipSync(batch.body));
      const early = await hq(['import', plain, '--data', data]);
      expect(early).toMatchObject({ code: 1, said: expect.stringContaining('notEnrolled') });

      const server = office ?? (await start());
      await requestEnrolment(server, code.out.trim(), register.enrolment(code.out.trim()));
      if (office === null) await server.close();

      const taken = await hq(['import', plain, '--data', data]);
      expect(taken).toMatchObject({ code: 0, said: expect.stringContaining('up to entry 4') });
      expect((await hq(['import', zipped, '--data', data])).out).toBe(taken.out);
      writeFileSync(plain, batch.body.replace('Milk', 'Mulk'));
      const touched = await hq(['import', plain, '--data', data]);
      expect(touched).toMatchObject({ code: 1, said: expect.stringContaining('chain') });
      expect((await hq(['import', join(folder, 'none'), '--data', data])).code).toBe(1);

      const pulled = await hq(['pull', '--after', '1', '--limit', '2', '--data', data]);
      expect(pulled.out.split('\n').slice(0, -1)).toHaveLength(3);
      expect(pulled.said).toContain('--after 4');

      const token = await hq(['token', '--reader', 'erp', '--data', data]);
      expect(token.out).toMatch(/^tw-reader-\S+\n$/);
      const revoke = ['tokens', 'revoke', '--reader', 'erp', '--data', data];
      expect(await hq(revoke)).toMatchObject({ code: 0, out: '1\n' });
      expect(await hq(revoke)).toMatchObject({ code: 1, out: '0\n' });
    });

    it('lets only one server have a data folder', async () => {
      if (office === null) return;
      await expect(start()).rejects.toBeInstanceOf(FolderInUseError);
      const second = await hq(['serve', '--port', '0', '--data', data]);
      expect(second.code).toBe(1);
      expect(second.said).toContain(office.url);
    });
  },
);

it('leaves the way into it in its folder while it serves, and nothing of a killed one', async () => {
  const data = await withEmptyDatabase(join(folder, 'died'));
  const published = join(data, 'head-office.json');
  const start = () =>
    startHeadOffice({ dataDir: data, port: 0, host: '127.0.0.1', log: silentLog });
  await (await start()).close();
  expect(existsSync(published)).toBe(false);
  for (const left of ['{"url":"http://127.0.0.1:9","adminToken":"tw-admin-old"}', '{"url":']) {
    writeFileSync(published, left);
    const next = await start();
    expect(JSON.parse(readFileSync(published, 'utf8'))).toMatchObject({ url: next.url });
    await next.close();
    expect(existsSync(published)).toBe(false);
  }
}, 60_000);

it('knows its proxy however its address is spelled', () => {
  const proxyOf = (address: string) => {
    const read = readArguments(['serve', '--host', '10.0.0.4', '--tls-proxy', address]);
    return read.ok && read.value.command.name === 'serve' ? read.value.command.tlsProxy : null;
  };
  expect(proxyOf('2001:DB8::0:5')).toBe('2001:db8::5');
  expect(proxyOf('::ffff:10.0.0.5')).toBe('10.0.0.5');
});

/** One that other computers know this one by; null where it has none. */
const own =
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? null;

it.skipIf(own === null)(
  'behind a proxy on another computer it reaches its own head office (needs a network address)',
  async () => {
    const data = join(folder, 'proxied');
    const args = ['--host', own ?? '', '--tls-proxy', '192.0.2.250', '--port', '0', '--data', data];
    let enrolled: Awaited<ReturnType<typeof hq>> | null = null;
    const served = await hq(['serve', ...args], async () => {
      enrolled = await hq(['enrol', '--store', 'S001', '--register', '3', '--data', data]);
    });
    expect(served.said).toContain(`http://${own}:`);
    expect(enrolled).toMatchObject({ code: 0, out: expect.stringMatching(/^(\w{5}-){3}\w{5}\n$/) });
  },
  240_000,
);

it('lets its folder go when its spool cannot be had', async () => {
  const data = join(folder, 'no-spool');
  mkdirSync(data);
  writeFileSync(join(data, 'spool'), 'not a folder');
  expect((await hq(['serve', '--port', '0', '--data', data])).code).toBe(1);
  (await lockDataFolder(data, silentLog)).release();
}, 240_000);
