import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { parseScript } from './script.ts';
import { TestRegister } from './test-register.ts';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe('a script', () => {
  it('reads outcomes and faults', () => {
    const text = `[
      { "outcome": { "kind": "approve", "card": "amex", "shares": 3, "tip": 5, "employee": 1,
                     "approvedAmount": 9 } },
      { "outcome": { "kind": "decline" },
        "faults": [{ "at": "response", "kind": "silence", "times": 3 }] },
      { "outcome": { "kind": "storedWithError", "code": 2 },
        "faults": [{ "at": "response", "kind": "noise", "bytes": "00 ff" },
                   { "at": "stored", "kind": "powerLost", "forMs": 50 },
                   { "at": "progress", "kind": "split", "delayMs": 5 },
                   { "at": "ack", "kind": "nakStorm", "count": 2 }] },
      { "outcome": { "kind": "hostDown", "code": 3 } },
      {}
    ]`;
    const noise = { kind: 'noise', bytes: Uint8Array.of(0, 255) };
    expect(parseScript(text)).toEqual({
      ok: true,
      steps: [
        {
          outcome: {
            ...{ kind: 'approve', card: 'amex', shares: 3, tip: 5, employee: 1 },
            approvedAmount: 9,
          },
          faults: [],
        },
        {
          outcome: { kind: 'decline' },
          faults: [{ at: 'response', action: { kind: 'silence' }, times: 3 }],
        },
        {
          outcome: { kind: 'storedWithError', code: 2 },
          faults: [
            { at: 'response', action: noise, times: 1 },
            { at: 'stored', action: { kind: 'powerLost', forMs: 50 }, times: 1 },
            { at: 'progress', action: { kind: 'split', delayMs: 5 }, times: 1 },
            { at: 'ack', action: { kind: 'nakStorm', count: 2 }, times: 1 },
          ],
        },
        { outcome: { kind: 'hostDown', code: 3 }, faults: [] },
        { faults: [] },
      ],
    });
  });

  it.each([
    ['{', 'no JSON'],
    ['{}', 'JSON array'],
    ['[1]', 'step 1: must be an object'],
    ['[{}, {"outcom": {}}]', 'step 2: "outcom" is unknown'],
    ['[{"outcome": 1}]', 'outcome must be an object'],
    ['[{"outcome": {"kind": "maybe"}}]', 'outcome "maybe" is unknown'],
    ['[{"outcome": {"kind": "storedWithError"}}]', 'needs a code'],
    ['[{"outcome": {"kind": "decline", "code": 100}}]', 'from 1 to 99'],
    ['[{"outcome": {"kind": "hostDown", "code": 4}}]', 'code 2 or 3'],
    ['[{"outcome": {"kind": "approve", "card": "gold"}}]', 'card "gold" is unknown'],
    ['[{"outcome": {"kind": "approve", "shares": 49}}]', 'shares must be a number up to 48'],
    ['[{"faults": 1}]', 'faults must be an array'],
    ['[{"faults": [1]}]', 'a fault must be an object'],
    ['[{"faults": [{"at": "lunch", "kind": "twice"}]}]', 'fault point "lunch" is unknown'],
    ['[{"faults": [{"at": "ack", "kind": "sleep"}]}]', 'fault "sleep" is unknown'],
    ['[{"faults": [{"at": "ack", "kind": "late"}]}]', 'late needs delayMs'],
    ['[{"faults": [{"at": "ack", "kind": "deaf"}]}]', 'deaf needs count'],
    ['[{"faults": [{"at": "ack", "kind": "twice", "times": 0}]}]', 'times must be'],
    ['[{"faults": [{"at": "ack", "kind": "noise", "bytes": "xyz"}]}]', 'bytes as hex'],
  ])('refuses %s', (text, message) => {
    const result = parseScript(text);
    expect(result.ok ? '' : result.message).toContain(message);
  });
});

describe('the terminal program', () => {
  it('follows its script, keeps its book and log, ends when told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tillwright-transbank-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const script = join(folder, 'script.json');
    const fault = { at: 'response', kind: 'badLrc', times: 1 };
    await writeFile(script, JSON.stringify([{ outcome: { kind: 'decline' }, faults: [fault] }]));
    const program = fileURLToPath(new URL('./cli.ts', import.meta.url));
    const book = join(folder, 'book.jsonl');
    const log = join(folder, 'log.txt');
    const options = ['--tcp', '0', '--script', script, '--book', book, '--log', log];
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUps.push(() => void child.kill('SIGKILL'));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const port = await new Promise<number>((resolve) => {
      createInterface({ input: child.stdout }).once('line', (line) => {
        resolve(Number(line.split(':').at(-1)));
      });
    });
    const register = await TestRegister.tcp(port);
    cleanUps.push(register.close);
    register.send('0200|15000|ABC123|||0|');
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe('BAD lrc');
    register.nak();
    expect(await register.next()).toMatch(/^0210\|01\|/);
    register.ack();
    expect(await register.ask('0200|15044|ABC124|||0|')).toMatch(/^0210\|00\|.*\|DB\|/);
    child.kill('SIGTERM');
    expect(await ended).toBe(process.platform === 'win32' ? null : 0);
    expect(await readFile(book, 'utf8')).toContain('"event":"stored"');
    const said = await readFile(log, 'utf8');
    expect(said).toContain('in   0200|15000|ABC123|||0|');
    expect(said).not.toContain('30000000');
  });
});
