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

describe('a fault script', () => {
  it('reads outcomes and faults', () => {
    const text = `[
      { "outcome": { "kind": "approve", "card": "unionpay", "wrongPins": 2 } },
      { "outcome": { "kind": "decline", "code": 51 },
        "faults": [{ "at": "status", "kind": "twice" }] },
      { "faults": [{ "at": "completion", "kind": "noise", "bytes": "00 ff" },
                   { "at": "booked", "kind": "powerLost", "forMs": 50 }] },
      {}
    ]`;
    expect(parseScript(text)).toEqual({
      ok: true,
      steps: [
        { outcome: { kind: 'approve', card: 'unionpay', wrongPins: 2 }, faults: [] },
        {
          outcome: { kind: 'decline', code: 51 },
          faults: [{ at: 'status', action: { kind: 'twice' } }],
        },
        {
          faults: [
            { at: 'completion', action: { kind: 'noise', bytes: Uint8Array.of(0, 255) } },
            { at: 'booked', action: { kind: 'powerLost', forMs: 50 } },
          ],
        },
        { faults: [] },
      ],
    });
  });

  it.each([
    ['{', 'no JSON'],
    ['{}', 'JSON array'],
    ['[1]', 'step 1: must be an object'],
    ['[{}, {"outcom": {}}]', 'step 2: "outcom" is unknown'],
    ['[{"outcome": {"kind": "maybe"}}]', 'outcome "maybe" is unknown'],
    ['[{"outcome": {"kind": "decline"}}]', 'needs a code'],
    ['[{"outcome": {"kind": "approve", "card": "gold"}}]', 'card "gold" is unknown'],
    ['[{"faults": [{"at": "lunch", "kind": "twice"}]}]', 'fault point "lunch" is unknown'],
    ['[{"faults": [{"at": "status", "kind": "late"}]}]', 'late needs delayMs'],
    ['[{"faults": [{"at": "status", "kind": "noise", "bytes": "xyz"}]}]', 'bytes as hex'],
  ])('refuses %s', (text, message) => {
    const result = parseScript(text);
    expect(result.ok ? '' : result.message).toContain(message);
  });
});

describe('the terminal program', () => {
  it('follows its script, keeps its book and log, ends when told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tillwright-sim-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const script = join(folder, 'script.json');
    await writeFile(script, '[{ "outcome": { "kind": "decline", "code": 5 } }]');
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
    await register.sequence('0600081234563e01560600');
    const declined = await register.sequence('06010a04000000001010490156');
    expect(declined.at(-1)?.slice(6, 8)).toBe('05');
    const approved = await register.sequence('06010a04000000001010490156');
    expect(approved.at(-1)).toBe('060f00');
    child.kill('SIGTERM');
    expect(await ended).toBe(process.platform === 'win32' ? null : 0);
    expect(await readFile(book, 'utf8')).toContain('"event":"acknowledged"');
    expect(await readFile(log, 'utf8')).toContain('in   06010a04000000001010490156');
  });
});
