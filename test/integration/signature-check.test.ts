import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  SignatureCheck,
  TerminalObserver,
  TerminalOutcome,
} from '../../till/ports/card-terminal.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  ScriptedTerminal,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

/** Bytes that nothing else writes: found again they prove that the picture was kept. */
const PICTURE = Uint8Array.from(Buffer.from('\u0089PNG-the-signature-of-a-customer', 'latin1'));
const CHECK: SignatureCheck = {
  picture: { mimeType: 'image/png', bytes: PICTURE },
  text: 'SIGNATURE CORRECT?',
  choices: [
    { text: 'YES', meaning: 'matches' },
    { text: 'NO', meaning: 'differs' },
  ],
};

let till: TestTill;
let observer: TerminalObserver;
let end: (outcome: TerminalOutcome) => void;
let chosen: number[];
let withdraw: () => void;

/** A terminal that takes a signature on its screen, if the register can judge one. */
function signingTerminal(signatureCheck = true): ScriptedTerminal {
  const terminal = new ScriptedTerminal();
  terminal.capabilities = { ...terminal.capabilities, signatureCheck };
  terminal.pays = (told) => {
    observer = told;
    observer.sending();
    return new Promise((resolve) => {
      end = resolve;
    });
  };
  return terminal;
}

/** A payment in which the terminal now waits for the cashier's answer. */
async function asked(settings: { customerLimitS?: number } = {}): Promise<string> {
  chosen = [];
  till = openTestTill({ terminal: signingTerminal(), settings });
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: 1000 });
  withdraw = observer.signature?.(CHECK, (choice) => chosen.push(choice)) ?? (() => undefined);
  return signature()?.questionId ?? '';
}

afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const signature = () => snapshot().payment?.signature ?? null;
const approved = () => terminalResult(1000, '0007');

function approve(): Promise<void> {
  const result = approved();
  observer.result(result);
  end({ kind: 'approved', result });
  return until(till, () => snapshot().payment === null);
}

describe('a signature the cashier is to judge', () => {
  it('is put with its words; the picture goes to the window that asks for it', async () => {
    const questionId = await asked();
    expect(snapshot().payment).toMatchObject({
      canCancel: false,
      signature: { questionId, text: 'SIGNATURE CORRECT?', choices: CHECK.choices },
    });
    expect(snapshot().notice).toMatchObject({ kind: 'attention', code: 'signature' });
    expect(JSON.stringify(snapshot())).not.toContain(Buffer.from(PICTURE).toString('base64'));
    expect(await must(till, 'pay.signature', { questionId })).toEqual({
      picture: { mimeType: 'image/png', base64: Buffer.from(PICTURE).toString('base64') },
    });
    expect(await must(till, 'pay.signature', { questionId: 'another' })).toEqual({ picture: null });
  });

  it.each([0, 1])(
    'choice %i goes to the terminal, once, and its outcome decides',
    async (choice) => {
      const questionId = await asked();
      await must(till, 'pay.judgeSignature', { questionId, choice });
      expect(signature()).toBeNull();
      const again = await call(till, 'pay.judgeSignature', { questionId, choice: 0 });
      expect(again).toMatchObject({ ok: false, error: { code: 'signatureOver' } });
      expect(chosen).toEqual([choice]);
      expect(await must(till, 'pay.signature', { questionId })).toEqual({ picture: null });
      withdraw();
      await approve();
      expect(snapshot().lastSale).toMatchObject({ totalMinor: 1000 });
    },
  );

  it('takes no answer that is not there, nor one after the terminal went on', async () => {
    const questionId = await asked();
    const wrong = await call(till, 'pay.judgeSignature', { questionId, choice: 5 });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'signatureOver' } });
    withdraw();
    expect(signature()).toBeNull();
    const late = await call(till, 'pay.judgeSignature', { questionId, choice: 0 });
    expect(late).toMatchObject({ ok: false, error: { code: 'signatureOver' } });
    expect(chosen).toEqual([]);
    await approve();
  });

  it('tells the customer display nothing of it', async () => {
    await asked();
    observer.progress({ code: 'C8', text: 'CASHIER CHECKS SIGNATURE' });
    expect(till.register.displaySnapshot()).toMatchObject({
      terminalText: '',
      statusCode: 'working',
    });
    expect(JSON.stringify(till.register.displaySnapshot())).not.toMatch(/signature/i);
    withdraw();
    expect(till.register.displaySnapshot()).toMatchObject({ statusCode: 'C8' });
    await approve();
  });

  it('is no time of the customer’s: nobody asks the terminal to stop meanwhile', async () => {
    await asked({ customerLimitS: 45 });
    till.runTimers();
    expect(till.terminal.cancels).toBe(0);
    withdraw();
    till.runTimers();
    expect(till.terminal.cancels).toBe(1);
    await approve();
  });

  it('is not put where the terminal does not say that it can', async () => {
    till = openTestTill({ terminal: signingTerminal(false) });
    await openForSelling(till);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    expect(observer.signature).toBeUndefined();
    await approve();
  });

  it('is lost with the process, and recovery asks the terminal as after any payment', async () => {
    await asked();
    const { dir } = till;
    till.register.stop();
    till.store.close();
    const terminal = signingTerminal();
    terminal.last = { kind: 'found', result: { ...approved(), time: '100200' } };
    till = openTestTill({ dir, terminal });
    await until(till, () => terminal.asked > 0);
    expect(terminal.charges).toEqual([]);
    expect(snapshot().payment?.signature ?? null).toBeNull();
  });

  it('leaves its picture in no file', async () => {
    const questionId = await asked();
    await must(till, 'pay.signature', { questionId });
    await must(till, 'pay.judgeSignature', { questionId, choice: 0 });
    withdraw();
    await approve();
    const files = readdirSync(till.dir, { recursive: true, withFileTypes: true });
    const kept = files.filter((file) => file.isFile());
    expect(kept.length).toBeGreaterThan(0);
    for (const file of kept) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      expect(bytes.includes(Buffer.from(PICTURE))).toBe(false);
      expect(bytes.includes(Buffer.from(PICTURE).toString('base64'))).toBe(false);
    }
  });
});
