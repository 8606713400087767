import { afterEach, describe, expect, test } from 'vitest';
import type { SignatureCheck, TerminalObserver } from '../../../till/ports/card-terminal.ts';
import { toHex } from '../../protocol/zvt/hex.ts';
import { menuMessage, PNG } from '../../protocol/zvt/testing/menu-bytes.ts';
import type { MenuBytes } from '../../protocol/zvt/testing/menu-bytes.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import {
  APPROVED,
  closeTerminals,
  COMPLETION,
  during,
  REQUEST,
  sale,
  setUp,
} from '../testing/terminal-on-tcp.ts';
import type { PeerAction } from '../testing/tcp-peer.ts';

afterEach(closeTerminals);

/** The card holder signs, TLV 1F10. */
const SIGNED = `${APPROVED} 06 04 1f 10 01 01`;
const DONE = [SIGNED, 'ack', COMPLETION, 'ack'];
const menu = (bytes: MenuBytes = {}) => toHex(menuMessage(bytes));
const MATCHES = '80000506031901' + '01';
const DIFFERS = '80000506031901' + '02';

/** An observer whose cashier answers with this choice; null: never. */
function judging(choice: number | null) {
  const observer = recordingObserver();
  const checks: SignatureCheck[] = [];
  let over = 0;
  let late: (choice: number) => void = () => undefined;
  const signature: NonNullable<TerminalObserver['signature']> = (check, choose) => {
    observer.events.push('signature');
    checks.push(check);
    late = choose;
    if (choice !== null) choose(choice);
    return () => {
      over += 1;
    };
  };
  return { ...observer, signature, checks, over: () => over, late: (at: number) => late(at) };
}

function paying(actions: PeerAction[]) {
  const { terminal, peer, timers, log, line } = setUp(sale(...actions), { checksSignatures: true });
  return { terminal, peer, timers, log, line };
}

describe('a signature on the terminal’s screen', () => {
  test('is a declared capability, and 06 D0 is listed', async () => {
    const { terminal, peer, timers } = paying(DONE);
    expect(terminal.capabilities.signatureCheck).toBe(true);
    expect(setUp().terminal.capabilities.signatureCheck).toBe(false);
    await during(timers, terminal.pay(REQUEST, judging(0)));
    expect(peer.received[0]).toContain('0a0206d0');
  });

  test('matches: the chosen item goes back, and the result says who judged it', async () => {
    const { terminal, peer, timers, log } = paying([menu(), 'ack', ...DONE]);
    const observer = judging(0);
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { extra: { signatureKind: 'onTerminal', signatureCheck: 'matches' } },
    });
    expect(observer.results[0]?.extra).toMatchObject({ signatureCheck: 'matches' });
    expect(peer.received).toContain(MATCHES);
    expect(observer.events).toEqual(['sending', 'signature', 'result:00']);
    expect(observer.checks).toMatchObject([
      {
        picture: { mimeType: 'image/png', bytes: PNG },
        text: 'SIGNATURE CORRECT?',
        choices: [
          { text: 'YES', meaning: 'matches' },
          { text: 'NO', meaning: 'differs' },
        ],
      },
    ]);
    expect(observer.over()).toBe(1);
    expect(JSON.stringify(log.lines)).not.toContain(toHex(PNG).slice(0, 16));
  });

  test('does not match: the terminal declines, which is written down with the reason', async () => {
    const { terminal, peer, timers } = paying([
      menu(),
      'ack',
      '04 0f 02 27 6c',
      'ack',
      '06 1e 01 6c',
      'ack',
    ]);
    const outcome = await during(timers, terminal.pay(REQUEST, judging(1)));
    expect(peer.received).toContain(DIFFERS);
    expect(outcome).toMatchObject({
      kind: 'declined',
      reason: 'signatureDiffers',
      result: { extra: { signatureCheck: 'differs' } },
    });
  });

  test('does not match, and the terminal approves all the same: it has the last word', async () => {
    const { terminal, timers } = paying([menu(), 'ack', ...DONE]);
    const outcome = await during(timers, terminal.pay(REQUEST, judging(1)));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { extra: { signatureKind: 'paper', signatureCheck: 'differs' } },
    });
  });

  test('no answer in time: the terminal is told, and what it then says is the outcome', async () => {
    const { terminal, peer, timers } = paying([menu(), 'ack', ...DONE]);
    const observer = judging(null);
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(peer.received).toContain('846c00');
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { extra: { signatureKind: 'paper', signatureCheck: 'unanswered' } },
    });
    expect(observer.over()).toBe(1);
    observer.late(0);
    expect(peer.received).not.toContain(MATCHES);
  });

  test('an answer after the terminal went on is not sent', async () => {
    const observer = judging(null);
    const { terminal, peer, timers } = paying([
      menu(),
      '04 ff 01 05',
      'ack',
      () => observer.late(0),
      ...DONE,
    ]);
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { extra: { signatureKind: 'paper', signatureCheck: 'unanswered' } },
    });
    expect(peer.received).not.toContain(MATCHES);
  });

  test('the line is lost while the cashier looks: unknown, never declined', async () => {
    const { terminal, timers, line } = paying([menu(), () => line.pull()]);
    const observer = judging(null);
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(outcome.kind).toBe('unknown');
    expect(observer.over()).toBe(1);
  });

  test('a till that fails while it shows it does not stop the payment', async () => {
    const { terminal, peer, timers } = paying([menu(), 'ack', ...DONE]);
    const observer = {
      ...recordingObserver(),
      signature: () => {
        throw new Error('no window');
      },
    };
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(peer.received).toContain('848300');
    expect(outcome.kind).toBe('approved');
  });

  test('a request to stop while the cashier looks', async () => {
    const { terminal, peer, timers } = paying([menu(), () => terminal.requestCancel(), 'ack']);
    peer.on({ '06b0': ['80 00 00', '06 1e 01 6c', 'ack'] });
    const outcome = await during(timers, terminal.pay(REQUEST, judging(null)));
    expect(peer.received.slice(-3)).toEqual(['846c00', '06b000', '800000']);
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'stoppedHere' });
  });

  test.each<[string, MenuBytes['items'], (string | null)[]]>([
    [
      'German',
      [
        [1, 'Ja'],
        [2, 'Nein'],
      ],
      ['matches', 'differs'],
    ],
    [
      'the other way round',
      [
        [0, 'No.'],
        [1, 'OK'],
      ],
      ['differs', 'matches'],
    ],
    [
      'words nobody knows',
      [
        [1, 'Akceptuj'],
        [2, 'Odrzuć'],
      ],
      [null, null],
    ],
    [
      'one known word is not enough',
      [
        [1, 'Yes'],
        [2, 'Odmowa'],
      ],
      [null, null],
    ],
    [
      'three',
      [
        [1, 'Yes'],
        [2, 'No'],
        [3, 'Again'],
      ],
      ['matches', 'differs', null],
    ],
    [
      'twice yes',
      [
        [1, 'Yes'],
        [2, 'OK'],
        [3, 'No'],
      ],
      [null, null, null],
    ],
  ])('what the items mean, %s', async (_name, items, meanings) => {
    const { terminal, timers } = paying([menu({ items: items ?? [] }), 'ack', ...DONE]);
    const observer = judging(0);
    await during(timers, terminal.pay(REQUEST, observer));
    expect(observer.checks[0]?.choices.map(({ meaning }) => meaning)).toEqual(meanings);
  });

  test('a slip the terminal says nothing of has no signature line once it is judged', async () => {
    const lines = ['06 d1 02 80 41', 'ack', '06 d1 02 81 42', 'ack'];
    const { terminal, timers } = paying([
      menu(),
      'ack',
      SIGNED,
      'ack',
      ...lines,
      COMPLETION,
      'ack',
    ]);
    const observer = judging(0);
    await during(timers, terminal.pay(REQUEST, observer));
    expect(observer.receipts).toMatchObject([{ kind: 'merchant', signature: false }]);
  });
});
