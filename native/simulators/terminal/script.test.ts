import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { approveAll } from './cards.ts';
import { parseScript } from './script.ts';
import { ScriptRunner } from './script-runner.ts';
import { amountField, apdu, type Bench, bench, PASSWORD, sale, YUAN } from './test-bench.ts';
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
    ['[{"faults": [{"at": "status", "kind": "twice", "times": 0}]}]', 'times must be'],
    ['[{"faults": [{"at": "status", "kind": "autoReversal"}]}]', 'only at authorised'],
    ['[{"command": "lunch"}]', 'command "lunch" is unknown'],
    ['[{"switches": {"light": true}}]', 'switch "light" is unknown'],
    ['[{"switches": {"lock": "zz"}}]', 'two hex digits'],
    ['[{"switches": {"updateAfterEndOfDay": {}}}]', 'needs forMs'],
    ['[{"switches": {"updateAfterEndOfDay": {"forMs": 1, "code": "ff"}}}]', 'e0 or fc'],
  ])('refuses %s', (text, message) => {
    const result = parseScript(text);
    expect(result.ok ? '' : result.message).toContain(message);
  });
});

describe('a script at work', () => {
  /** A terminal that follows a script, as the program does. */
  async function scripted(script: readonly object[]) {
    const parsed = parseScript(JSON.stringify(script));
    if (!parsed.ok) throw new Error(parsed.message);
    const runner = new ScriptRunner(parsed.steps, () => on.terminal.faults, approveAll);
    const on: Bench = await bench({ onCommand: runner.onCommand, outcomes: runner.outcomes });
    return on;
  }

  const END_OF_DAY = apdu('0650', PASSWORD);
  const REVERSE_FIRST = apdu('0630', PASSWORD, '870001');
  const REFUND = apdu('0631', PASSWORD, amountField(50), YUAN);

  it('waits for the command a step names, whatever comes before', async () => {
    const { terminal, run } = await scripted([
      { command: 'endOfDay', switches: { failEndOfDay: 1 } },
      { command: 'reversal', outcome: { kind: 'decline', code: 5 } },
      { command: 'reversal', outcome: { kind: 'hostDown' } },
      { command: 'refund', outcome: { kind: 'decline', code: 51 } },
      { outcome: { kind: 'pinBlocked' } },
      { command: 'endOfDay', switches: { updateAfterEndOfDay: { forMs: 60_000, code: 'fc' } } },
    ]);
    expect((await run(sale(100))).result).toBe('00');
    expect((await run(END_OF_DAY)).result).toBe('77');
    expect((await run(REVERSE_FIRST)).result).toBe('05');
    expect((await run(REVERSE_FIRST)).result).toBe('9b');
    expect((await run(REVERSE_FIRST)).result).toBe('00');
    terminal.faults.failEndOfDay(0);
    expect((await run(END_OF_DAY)).ending).toBe('060f00');
    expect((await run(REFUND)).result).toBe('33');
    expect((await run(sale(100))).result).toBe('4b');
    expect((await run(END_OF_DAY)).ending).toBe('060f0227fc');
  });

  it('strikes at the answer of the very command, as often as it says', async () => {
    const { terminal, register, run } = await scripted([
      {
        command: 'reversal',
        faults: [
          { at: 'intermediate', kind: 'twice' },
          { at: 'status', kind: 'silence', times: 2 },
        ],
      },
    ]);
    await run(sale(100));
    expect(await register.command(REVERSE_FIRST)).toBe('800000');
    for (let copy = 0; copy < 2; copy += 1) {
      expect(await register.receive()).toMatch(/^04ff..0e/);
      register.send('800000');
    }
    await terminal.idle();
    expect(terminal.book()).toMatchObject([{ state: 'approved' }, { state: 'autoReversed' }]);
    expect(terminal.faults.pending).toBe(1);
  });

  it('locks, fills the batch and takes the bank away', async () => {
    const { run } = await scripted([
      { command: 'statusEnquiry', switches: { batchFull: true } },
      { command: 'statusEnquiry', switches: { batchFull: false, hostDown: true } },
      { command: 'statusEnquiry', switches: { hostDown: false, lock: 'df' } },
      { command: 'statusEnquiry', switches: { lock: null } },
    ]);
    for (const expected of ['6a', '9b', 'df', '00']) {
      await run('050100');
      const { result, ending } = await run(sale(100));
      expect(expected === 'df' ? ending.slice(6, 8) : result).toBe(expected);
    }
  });
});

/** Starts the program on a free TCP port; it ends with the test. */
async function startProgram(...options: readonly string[]) {
  const program = fileURLToPath(new URL('./cli.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--tcp', '0', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  cleanUps.push(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const said: string[] = [];
  const port = await new Promise<number>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.startsWith('terminal ready')) resolve(Number(line.split(':').at(-1)));
    });
  });
  const register = await TestRegister.tcp(port);
  cleanUps.push(register.close);
  return { child, ended, said, register };
}

describe('the terminal program', () => {
  it('follows its script, keeps its book and log, ends when told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tillwright-sim-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const script = join(folder, 'script.json');
    await writeFile(script, '[{ "outcome": { "kind": "decline", "code": 5 } }]');
    const book = join(folder, 'book.jsonl');
    const log = join(folder, 'log.txt');
    const { child, ended, register } = await startProgram(
      ...['--script', script, '--book', book, '--log', log],
    );
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

  it('takes cards by key and refuses what its options say', async () => {
    const { child, ended, register } = await startProgram('--interactive', '--no-codes');
    await register.sequence('0600081234563e01560600');
    await register.command(sale(1010));
    await register.until('04ff');
    register.send('800000');
    child.stdin.write('f');
    expect((await register.follow()).at(-1)).toMatch(/^061e..33/);
    const code = '22f0f928123456789012345606041f2d0102';
    expect(await register.command(sale(1010, code))).toBe('84c500');
    child.stdin.write('q');
    expect(await ended).toBe(0);
  });
});
