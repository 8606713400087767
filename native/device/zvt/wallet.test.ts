import { afterEach, describe, expect, test } from 'vitest';
import type { WalletRequest } from '../../../till/ports/card-terminal.ts';
import { toHex } from '../../protocol/zvt/hex.ts';
import { menuMessage } from '../../protocol/zvt/testing/menu-bytes.ts';
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

afterEach(closeTerminals);

const CODE = '281234567890123456';
const DONE = [APPROVED, 'ack', COMPLETION, 'ack'];
const pay = (wallet: WalletRequest) => ({ ...REQUEST, wallet });

describe('wallets', () => {
  test('what the terminal can do is declared', () => {
    expect(setUp().terminal.capabilities).toMatchObject({
      walletCodes: [],
      walletSelection: ['alipay', 'unionPayQr'],
    });
    expect(setUp({}, { takesWalletCodes: true }).terminal.capabilities.walletCodes).toEqual([
      'alipay',
      'wechatPay',
      'unionPayQr',
    ]);
  });

  test.each([
    ['alipay', '8a61'],
    ['unionPayQr', '8ac6'],
  ] as const)('%s is selected, and the terminal scans', async (kind, field) => {
    const { terminal, peer, timers } = setUp(sale(...DONE));
    const outcome = await during(
      timers,
      terminal.pay(pay({ kind, code: null }), recordingObserver()),
    );
    expect(outcome.kind).toBe('approved');
    expect(peer.received.find((hex) => hex.startsWith('0601'))).toBe(
      `06010e04000000001010490156194` + `0${field}`,
    );
  });

  test.each<[string, WalletRequest, boolean]>([
    ['WeChat Pay has no card type to select', { kind: 'wechatPay', code: null }, true],
    ['codes are not taken', { kind: 'alipay', code: CODE }, false],
    ['a code that is no number', { kind: 'alipay', code: 'FKZ-1' }, true],
  ])('%s: not started, not a byte', async (_name, wallet, takesWalletCodes) => {
    const { terminal, peer, timers } = setUp(sale(...DONE), { takesWalletCodes });
    const outcome = await during(timers, terminal.pay(pay(wallet), recordingObserver()));
    expect(outcome).toEqual({ kind: 'notStarted', reason: 'walletNotPossible' });
    expect(peer.count('0601')).toBe(0);
  });

  test('a code is sent once and comes back in no slip, text or log', async () => {
    const digits = Buffer.from(`Code ${CODE}`).toString('hex');
    const grouped = Buffer.from('2812 3456 7890 1234 56').toString('hex');
    const { terminal, peer, timers, log } = setUp(
      sale(
        `04 ff -- 0a 06 1b 24 19 07 17 ${digits}`,
        'ack',
        `${APPROVED} 3c f0 f2 f3 ${digits}`,
        'ack',
        `06 d1 -- 00 ${grouped}`,
        'ack',
        COMPLETION,
        'ack',
      ),
      { takesWalletCodes: true },
    );
    const observer = recordingObserver();
    const wallet = { kind: 'wechatPay', code: CODE } as const;
    const outcome = await during(timers, terminal.pay(pay(wallet), observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { text: `Code ${'*'.repeat(14)}3456` },
    });
    const sent = peer.received.filter((hex) => hex.includes(CODE));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('06041f2d0102');
    const kept = JSON.stringify([outcome, observer, observer.receipts, log.lines]);
    expect(kept.replaceAll(/[ -]/g, '')).not.toContain(CODE.slice(0, 12));
  });
});

describe('what a result tells', () => {
  const told = async (fields: string) => {
    const { terminal, timers } = setUp(sale(`${APPROVED} ${fields}`, 'ack', COMPLETION, 'ack'));
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
    return outcome.kind === 'approved' ? outcome.result.extra : {};
  };

  test('card group, signature, entry mode, sync number', async () => {
    const container = '06 10 1f 10 01 01 1f 12 01 02 1f 1f 02 00 07 45 01 12';
    expect(await told(`8a 05 ${container}`)).toMatchObject({
      cardGroup: 'girocard',
      signatureKind: 'paper',
      entryMode: 'contactless',
      syncNo: '0007',
    });
    expect(await told('8a 61 06 08 1f 10 01 00 1f 2d 01 02')).toMatchObject({
      cardGroup: 'other',
      signatureKind: 'none',
      entryMode: 'barcode',
    });
    expect(await told('')).not.toHaveProperty('cardGroup');
  });

  test('a signature by 1F10, and copies by TLV 45, for lines that say nothing', async () => {
    const { terminal, timers } = setUp(
      sale(
        `${APPROVED} 06 08 1f 10 01 01 45 02 12 00`,
        'ack',
        '06 d1 02 00 41',
        'ack',
        '06 d1 02 81 42',
        'ack',
        '06 d1 02 81 43',
        'ack',
        COMPLETION,
        'ack',
      ),
    );
    const observer = recordingObserver();
    await during(timers, terminal.pay(REQUEST, observer));
    expect(observer.receipts).toEqual([
      { kind: 'merchant', lines: ['A', ' B'], mustPrint: true, signature: true },
      { kind: 'customer', lines: [' C'], mustPrint: true, signature: false },
    ]);
  });

  test('the slip of a decline is handed over too', async () => {
    const { terminal, timers } = setUp(
      sale('04 0f 02 27 33', 'ack', '06 d1 02 00 41', 'ack', '06 1e 01 33', 'ack'),
    );
    const observer = recordingObserver();
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(outcome.kind).toBe('declined');
    expect(observer.receipts).toMatchObject([{ lines: ['A'] }]);
  });

  test('a signature on the screen is not asked for, and refused when it comes all the same', async () => {
    const { terminal, peer, timers } = setUp(
      sale(toHex(menuMessage()), 'ack', APPROVED, 'ack', COMPLETION, 'ack'),
    );
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
    expect(outcome.kind).toBe('approved');
    expect(peer.received).toContain('848300');
    expect(peer.received[0]).not.toContain('06d0');
  });
});
