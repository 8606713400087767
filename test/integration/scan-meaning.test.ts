import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiptCode } from '../../core/receipt/receipt-no.ts';
import type { Refusal } from '../../till/runtime/reply.ts';
import {
  BREAD,
  CATALOGUE,
  call,
  MILK,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
} from './till-kit.ts';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const entries = () => till.store.read((tx) => tx.entries(1, 999)).length;
type Expected = ReturnType<typeof snapshot>['scans']['expected'];
const expects = (expected: Expected) => must(till, 'screen.expects', { expects: expected });

/**
 * By either scanner; what it was refused with when the register has answered, or null: a window hears
 * it in its reply, and of the serial scanner's codes all see it.
 */
async function scan(by: 'serial' | 'wedge', text: string): Promise<Partial<Refusal> | null> {
  if (by === 'wedge') {
    const answer = await call(till, 'sale.scan', { text, source: 'wedge' });
    return answer.ok ? null : answer.error;
  }
  const before = snapshot().notice;
  till.scanner.read(text);
  // One command after the other: this one is answered when the scan is.
  await call(till, 'session.setLocale', { locale: 'en' });
  const { notice } = snapshot();
  return notice?.kind === 'scanRefused' && notice.n !== before?.n ? notice : null;
}

describe.each(['serial', 'wedge'] as const)('a scan (%s)', (by) => {
  it('on a price check is given to that screen, and sells nothing', async () => {
    await expects('priceCheck');
    await scan(by, MILK.code);
    expect(snapshot()).toMatchObject({
      basket: null,
      scans: { expected: 'priceCheck', read: { expected: 'priceCheck', text: MILK.code } },
    });
    const first = snapshot().scans.read?.readId;
    await scan(by, MILK.code);
    expect(snapshot().scans.read?.readId).not.toBe(first);
    await expects('sale');
    expect(snapshot().scans.read).toBeNull();
    await scan(by, MILK.code);
    expect(snapshot().basket?.totalMinor).toBe(MILK.priceMinor);
  });

  it('where a receipt is asked for finds one, and begins no sale', async () => {
    await expects('receipt');
    for (const text of [receiptCode('S001-03-000001'), BREAD.code]) {
      await scan(by, text);
      expect(snapshot()).toMatchObject({ basket: null, scans: { read: { text } } });
    }
  });

  it('that nothing is asked for is refused aloud and changes nothing', async () => {
    await scan(by, BREAD.code);
    await expects('nothing');
    const before = entries();
    for (const text of [MILK.code, '130000000000000002', receiptCode('S001-03-000001'), '123']) {
      expect(await scan(by, text)).toMatchObject({ code: 'scanNotExpected' });
    }
    expect(snapshot().basket?.lines).toHaveLength(1);
    expect(entries()).toBe(before);
  });

  it('shows no customer’s payment code to a screen that asks for something else', async () => {
    for (const expected of ['priceCheck', 'receipt'] as const) {
      await expects(expected);
      await scan(by, '130000000000000002');
      expect(snapshot().scans.read?.text).toBe('…0002');
    }
  });
});

describe.each(['serial', 'wedge'] as const)('"6 ×" before a scan (%s)', (by) => {
  const six = () => must(till, 'sale.multiply', { quantityThousandths: 6000 });
  const quantities = () =>
    snapshot().basket?.lines.map(({ quantityThousandths }) => quantityThousandths);

  it('sells six of that item, and one of the next', async () => {
    await scan(by, BREAD.code);
    await six();
    expect(snapshot().multiplierThousandths).toBe(6000);
    await scan(by, MILK.code);
    await scan(by, BREAD.code);
    expect(quantities()).toEqual([1000, 6000, 1000]);
    expect(snapshot().multiplierThousandths).toBeNull();
  });

  it('is for this customer: gone with a voided basket, and with one that is taken up', async () => {
    await scan(by, BREAD.code);
    await six();
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await scan(by, MILK.code);
    expect(quantities()).toEqual([1000]);
    await must(till, 'sale.park', { label: '' });
    await six();
    await must(till, 'sale.resume', { basketId: snapshot().suspended[0]?.basketId ?? '' });
    await scan(by, BREAD.code);
    expect(quantities()).toEqual([1000, 1000]);
  });

  it('waits through a code that was refused, and ends with the pay screen', async () => {
    await six();
    await scan(by, '6900000000021');
    await scan(by, MILK.code);
    expect(quantities()).toEqual([6000]);
    await six();
    await expects('payment');
    expect(snapshot().multiplierThousandths).toBeNull();
  });
});

describe.each(['serial', 'wedge'] as const)('a code that begins with zeros (%s)', (by) => {
  const upcA = '036000291452';

  it('is one item, with as many zeros as its symbol and its scanner give it', async () => {
    const [row] = CATALOGUE;
    till.store.write((tx) =>
      tx.replaceCatalogue('v2', [{ ...row, codes: [upcA.padStart(14, '0')] }]),
    );
    for (const code of [upcA, `0${upcA}`, `00${upcA}`, `]E00${upcA}`, `]d20100${upcA}`]) {
      await scan(by, code);
      expect(snapshot().notice?.code).toBe('lineAdded');
    }
    expect(await scan(by, `000${upcA}`)).toMatchObject({ code: 'misread' });
    expect(snapshot().basket?.lines).toHaveLength(5);
  });
});

describe.each(['serial', 'wedge'] as const)('the add-on of a magazine (%s)', (by) => {
  it('is its issue, and the magazine sells by its own code: read together or apart', async () => {
    await scan(by, `]E3${BREAD.code}05`);
    await scan(by, `]E3${BREAD.code}50499`);
    await scan(by, `]E0${BREAD.code}`);
    for (const addOn of [']E105', ']E250499']) {
      const before = snapshot().notice;
      expect(await scan(by, addOn)).toBeNull();
      expect(snapshot().notice).toEqual(before);
    }
    expect(snapshot().basket?.lines).toHaveLength(3);
    await expects('priceCheck');
    await scan(by, `]E0${MILK.code}`);
    const read = snapshot().scans.read;
    await scan(by, ']E105');
    expect(snapshot().scans.read).toEqual(read);
  });

  it('sells nothing where the code or the add-on is not whole, or no scanner says what it is', async () => {
    const misread = `${BREAD.code.slice(0, -1)}5`;
    for (const text of [`]E3${misread}05`, `]E3${BREAD.code}0`, `]E3${BREAD.code}504990`, ']E1']) {
      expect(await scan(by, text)).not.toBeNull();
      expect(snapshot().basket).toBeNull();
    }
    await scan(by, `${BREAD.code}05`);
    await scan(by, `${BREAD.code}50499`);
    expect(snapshot().basket).toBeNull();
  });
});

describe('a GS1 label', () => {
  const item = `010${MILK.code}`;

  it('sells its item whatever valid identifiers stand beside it', async () => {
    await scan('wedge', `]d2${item}422156\u001d10LOT-1\u001d91in-house`);
    expect(snapshot().basket?.totalMinor).toBe(MILK.priceMinor);
    await scan('wedge', `]C1${item}3003`);
    expect(snapshot().basket?.lines[1]).toMatchObject({ quantityThousandths: 3000 });
  });

  it('with a fault is refused with the field named', async () => {
    const wrongDate = await scan('wedge', `]d2${item}17261301`);
    expect(wrongDate).toMatchObject({ code: 'labelField', params: { ai: '17' } });
    const noItem = await scan('wedge', ']C102069012345678923712');
    expect(noItem).toMatchObject({ code: 'labelNoItem', params: { ai: '37' } });
    expect(snapshot().basket).toBeNull();
  });

  it('past its minute is not sold', async () => {
    expect(await scan('wedge', `]d2${item}70032001010000`)).toMatchObject({ code: 'expired' });
    expect(snapshot().basket).toBeNull();
  });
});

describe.each(['serial', 'wedge'] as const)('the character a scanner sends first (%s)', (by) => {
  async function withPrefix(scanPrefix: string): Promise<void> {
    till.close();
    till = openTestTill({ settings: { scanPrefix } });
    await openForSelling(till);
  }

  it('is no part of the code, whatever the code is', async () => {
    await withPrefix('*');
    for (const code of [BREAD.code, `]E0${BREAD.code}`, `]d2010${BREAD.code}`]) {
      await scan(by, `*${code}`);
      expect(snapshot().notice?.code).toBe('lineAdded');
    }
    expect(snapshot().basket?.lines).toHaveLength(3);
    await expects('priceCheck');
    await scan(by, `*${MILK.code}`);
    expect(snapshot().scans.read?.text).toBe(MILK.code);
    await expects('receipt');
    await scan(by, `*${receiptCode('S001-03-000001')}`);
    expect(snapshot().scans.read?.text).toBe(receiptCode('S001-03-000001'));
  });

  it('may be missing: a code is typed without it, and another scanner sends none', async () => {
    await withPrefix('*');
    await scan(by, BREAD.code);
    expect(snapshot().basket?.lines).toHaveLength(1);
  });

  it('that nobody told the register of makes the code a misread one, which sells nothing', async () => {
    await withPrefix('');
    expect(await scan(by, `*${BREAD.code}`)).toMatchObject({ code: 'misread' });
    expect(snapshot().basket).toBeNull();
  });
});

describe('what a scan means', () => {
  it('is forgotten with the window and with the session', async () => {
    await expects('nothing');
    till.register.windowGone();
    expect(snapshot().scans.expected).toBe('sale');
    await expects('priceCheck');
    await must(till, 'session.signOff', {});
    expect(snapshot().scans).toMatchObject({ expected: 'sale', read: null });
  });

  it('on the pay screen is an item or a payment, never a receipt', async () => {
    await scan('wedge', BREAD.code);
    await expects('payment');
    const receipt = await scan('wedge', receiptCode('S001-03-000001'));
    expect(receipt).toMatchObject({ code: 'scanNotExpected' });
    await scan('wedge', MILK.code);
    expect(snapshot().basket?.lines).toHaveLength(2);
  });
});
