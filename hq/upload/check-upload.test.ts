import { describe, expect, it } from 'vitest';
import type { BasketLine } from '../../core/basket/types.ts';
import type { UploadManifest } from '../../core/upload/types.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import { hashEntry } from '../../core/journal/chain.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { type Minor, minor, subtract, ZERO } from '../../core/money/minor.ts';
import { generateKeyPair } from '../keys.ts';
import type { Refusal } from '../refusal.ts';
import { sha256Hex } from '../secrets.ts';
import { makeRegister, type TestRegister } from '../test-kit/journal.ts';
import { checkEnvelope, startUploadCheck } from './check-upload.ts';
import { parseHeader } from './parse-upload.ts';

/** A register with a day and three sales: entries 1 to 5. */
function soldThree(): TestRegister {
  const register = makeRegister('S001', '1');
  register.openDay();
  register.sell(3);
  return register;
}

const bytesOf = (entry: unknown) => Buffer.from(canonicalJson(entry), 'utf8');

interface Checked {
  /** What was wrong with the first line that had something wrong. */
  readonly atLine: Refusal | null;
  readonly atEnd: Refusal | null;
}

/** Checks these entries under a manifest as head office does. */
function check(
  manifest: UploadManifest,
  entries: readonly JournalEntry[],
  { isHere = false, before = ZERO }: { isHere?: boolean; before?: Minor } = {},
): Checked {
  const started = startUploadCheck(manifest, isHere);
  for (const entry of entries) {
    const atLine = started.take(bytesOf(entry));
    if (atLine !== null) return { atLine, atEnd: null };
  }
  return { atLine: null, atEnd: started.finish(before) };
}

const TRUE: Checked = { atLine: null, atEnd: null };
const atLine = (code: string, more: object = {}) => ({ atLine: { code, ...more } });
const atEnd = (code: string, more: object = {}) => ({ atLine: null, atEnd: { code, ...more } });

/** The same entry with something changed, and a hash that fits. */
function changed(entry: JournalEntry | undefined, change: Partial<JournalEntry>): JournalEntry {
  if (entry === undefined) throw new Error('no such entry');
  const body = { ...entry, ...change };
  return { ...body, hash: hashEntry(body, sha256Hex) };
}

describe('an envelope', () => {
  const register = soldThree();
  const cut = register.cut();
  const headerOf = (change: Partial<UploadManifest>) => {
    const [line = ''] = register.write({ ...cut.manifest, ...change }, []).body.split('\n');
    const parsed = parseHeader(Buffer.from(line, 'utf8'));
    if (!parsed.ok) throw new Error(parsed.error.message);
    return parsed.value;
  };

  it('that its register signed, with figures that agree, is true', () => {
    expect(checkEnvelope(headerOf({}), register.publicKey)).toBeNull();
  });

  it('that another signed, or that was changed since, is not', () => {
    const signature = {
      code: 'signature',
      message: "The manifest is not signed with the register's enrolled key.",
    };
    expect(checkEnvelope(headerOf({}), generateKeyPair().publicKey)).toEqual(signature);
    const header = headerOf({});
    const later = { ...header, manifest: { ...header.manifest, builtAtMs: 1 } };
    expect(checkEnvelope(later, register.publicKey)).toEqual(signature);
  });

  it('that counts otherwise than it says is not', () => {
    expect(checkEnvelope(headerOf({ entries: 4 }), register.publicKey)).toEqual({
      code: 'count',
      message: 'The manifest speaks of 4 entries, 1 to 5; 5 came.',
    });
    expect(checkEnvelope(headerOf({ from: 2 }), register.publicKey)).toMatchObject({
      code: 'count',
    });
    expect(checkEnvelope(headerOf({ to: 6 }), register.publicKey)).toMatchObject({ code: 'count' });
  });
});

describe('entries', () => {
  it('that go on where their register’s journal was, with its totals, are true', () => {
    const register = soldThree();
    const first = register.cut();
    expect(check(first.manifest, first.entries)).toEqual(TRUE);
    register.sell(2);
    const second = register.cut();
    const before = first.manifest.grandSalesMinor;
    expect(check(second.manifest, second.entries, { before })).toEqual(TRUE);
    expect(check(second.manifest, second.entries)).toMatchObject(atEnd('totals'));
  });

  it('are as many as the manifest says', () => {
    const { manifest, entries } = soldThree().cut();
    const four = { ...manifest, entries: 4 };
    expect(check(four, entries)).toEqual({
      atLine: { code: 'count', message: 'The manifest speaks of 4 entries, 1 to 5; more came.' },
      atEnd: null,
    });
    expect(check(manifest, entries.slice(0, 4))).toEqual({
      atLine: null,
      atEnd: { code: 'count', message: 'The manifest speaks of 5 entries, 1 to 5; 4 came.' },
    });
  });

  it('belong to the register of the manifest, both store and number', () => {
    const { manifest, entries } = soldThree().cut();
    for (const change of [{ storeId: 'S002' }, { registerId: '2' }]) {
      expect(check(manifest, [changed(entries[0], change)])).toMatchObject(
        atLine('wrongRegister', {
          message: "The batch holds another register's entry.",
          entrySeq: 1,
        }),
      );
    }
  });

  it('follow one another without a gap, a change or another past', () => {
    const { manifest, entries } = soldThree().cut();
    const [one, two, three] = entries;
    const broken = (seq: number) =>
      atLine('chain', { message: `The journal's chain is broken at entry ${seq}.`, entrySeq: seq });
    expect(check(manifest, entries.slice(1))).toMatchObject(broken(2));
    expect(check(manifest, entries.toSpliced(1, 1))).toMatchObject(broken(3));
    expect(check(manifest, entries.toSpliced(1, 0, ...entries.slice(0, 1)))).toMatchObject(
      broken(1),
    );
    expect(check(manifest, [changed(one, { prevHash: 'a'.repeat(64) })])).toMatchObject(broken(1));
    const other = changed(two, { atMs: 7 });
    if (one === undefined || three === undefined) throw new Error('five were made');
    expect(check(manifest, [one, other, three])).toMatchObject(broken(3));
    expect(check(manifest, [{ ...one, atMs: 7 }])).toMatchObject(broken(1));
    expect(check({ ...manifest, prevHash: 'a'.repeat(64) }, entries)).toMatchObject(broken(1));
    expect(check({ ...manifest, from: 2, to: 6 }, entries)).toMatchObject(broken(1));
  });

  it('end where the manifest says', () => {
    const { manifest, entries } = soldThree().cut();
    expect(check({ ...manifest, headHash: 'a'.repeat(64) }, entries)).toMatchObject(
      atEnd('chain', {
        message: 'The last entry is not the one the manifest names.',
        entrySeq: 5,
      }),
    );
  });

  it('are read as lines are: what is none is refused with its number in the file', () => {
    const { manifest, entries } = soldThree().cut();
    const started = startUploadCheck(manifest, false);
    expect(started.take(bytesOf(entries[0]))).toBeNull();
    expect(started.take(Buffer.from('{'))).toEqual({
      code: 'malformed',
      message: 'Line 3 is not one JSON object in its plain spelling.',
    });
  });
});

describe('a payload', () => {
  const withOne = (type: string, payload: unknown, version?: number) => {
    const register = soldThree();
    register.append(type, payload, version);
    const { manifest, entries } = register.cut();
    return check(manifest, entries);
  };

  it('of a type nobody knows here is kept as it is, in any version', () => {
    expect(withOne('scale.calibrated', { grams: 5 })).toEqual(TRUE);
    expect(withOne('scale.calibrated', null, 3)).toEqual(TRUE);
  });

  it('of a later version of a known type waits for head office to be updated', () => {
    expect(withOne('receipt.printed', { saleId: 's', copy: 1 }, 2)).toMatchObject(
      atLine('unsupported', {
        message: 'Head office cannot read all of receipt.printed, version 2. Update head office.',
        entrySeq: 6,
      }),
    );
    expect(withOne('receipt.printed', { saleId: 's', copy: 1 })).toEqual(TRUE);
  });

  it('with a kind of tender that is not registered here waits too, unless something is broken', () => {
    const parkedWith = (kind: unknown, more: object = {}) =>
      withOne('basket.suspended', {
        basketId: 'b',
        label: '',
        events: [
          { type: 'tenderAdded', tender: { tenderId: 't', kind, amountMinor: 100, card: null } },
        ],
        ...more,
      });
    expect(parkedWith('cash')).toEqual(TRUE);
    expect(parkedWith('points')).toMatchObject(atLine('unsupported', { entrySeq: 6 }));
    expect(parkedWith(7)).toMatchObject(atLine('payload', { entrySeq: 6 }));
    expect(parkedWith('points', { label: 1 })).toMatchObject(atLine('payload', { entrySeq: 6 }));
  });

  it('that is not of its type says where', () => {
    expect(withOne('receipt.printed', { saleId: 's', copy: 'one' })).toMatchObject(
      atLine('payload', {
        message: 'receipt.printed: copy: Invalid input: expected number, received string.',
        entrySeq: 6,
      }),
    );
  });
});

describe('totals', () => {
  /** A day whose one sale was changed by somebody who signs and chains like the register. */
  function withSale(change: (sale: SaleCompleted) => object) {
    const register = makeRegister('S001', '1');
    const other = makeRegister('S001', '1');
    register.openDay();
    other.sell(1);
    const [sale] = other.entries;
    if (sale === undefined || !isEntry(sale, 'sale.completed')) throw new Error('sold one');
    register.append('sale.completed', change(sale.payload));
    return register.cut();
  }

  it('of a sale are those of its lines', () => {
    const { manifest, entries } = withSale((sale) => ({ ...sale, totalMinor: 1 }));
    expect(check(manifest, entries)).toMatchObject(
      atLine('totals', {
        message: expect.stringMatching(
          /^The totals do not come out: entry 3: total 1 is not \d+; /,
        ),
      }),
    );
  });

  it('of a line are what the shelf says less what was taken off, and what its units cost', () => {
    const modifier = {
      sequence: 1,
      kind: 'threeForTwo',
      ruleId: 'r',
      version: 1,
      text: { zh: '买二送一', en: '3 for 2' },
    };
    const lineWith = (change: (line: BasketLine) => Partial<BasketLine>) => {
      const { manifest, entries } = withSale((sale) => ({
        ...sale,
        lines: sale.lines.map((line, index) => (index === 0 ? { ...line, ...change(line) } : line)),
      }));
      return check(manifest, entries).atLine?.message ?? '';
    };
    const takenOff = (amountMinor: Minor) => ({ modifiers: [{ ...modifier, amountMinor }] });
    // Taken off and still paid in full; taken off nothing; the units paid with something else.
    expect(lineWith(() => takenOff(minor(1)))).toMatch(/line [^:]+: \d+ is not \d+/);
    expect(lineWith(() => takenOff(ZERO))).toContain('its modifiers are not what can be taken off');
    const units = ({ amountMinor }: BasketLine) => [
      { units: 1, amountMinor: subtract(amountMinor, minor(2)) },
    ];
    const cheaper = (line: BasketLine) => ({
      ...takenOff(minor(1)),
      amountMinor: subtract(line.amountMinor, minor(1)),
      unitAmounts: units(line),
    });
    expect(lineWith(cheaper)).toContain('its units are not paid with');
  });

  it('that no register could add up are refused, and are no fault of head office', () => {
    const { manifest, entries } = soldThree().cut();
    const sale = entries[2];
    if (sale === undefined || !isEntry(sale, 'sale.completed')) throw new Error('sold three');
    const lines = sale.payload.lines.map((line) => ({ ...line, weightGrams: null }));
    const weightless = changed(sale, { payload: { ...sale.payload, lines } });
    expect(check(manifest, entries.with(2, weightless))).toMatchObject(
      atLine('totals', {
        message: expect.stringMatching(/^The totals do not come out: [^;]+\.$/),
      }),
    );
  });

  it('of the batch are those of its entries; five that differ are named', () => {
    const { manifest, entries } = soldThree().cut();
    const one = check({ ...manifest, salesTotalMinor: minor(1) }, entries);
    expect(one).toMatchObject(
      atEnd('totals', {
        message: `The totals do not come out: salesTotalMinor: manifest 1, entries ${manifest.salesTotalMinor}.`,
      }),
    );
    const many = check(
      {
        ...manifest,
        sales: 9,
        salesTotalMinor: minor(1),
        taxTotalMinor: minor(1),
        tenders: [],
        firstReceiptNo: 'x',
      },
      entries,
    );
    expect(many.atEnd?.message.split('; ')).toHaveLength(5);
    const grand = { ...manifest, grandSalesMinor: minor(1) };
    expect(check(grand, entries)).toMatchObject(atEnd('totals'));
  });

  it('of a batch that is here already were added up when it was taken', () => {
    const { manifest, entries } = withSale((sale) => ({ ...sale, totalMinor: 1 }));
    expect(check({ ...manifest, grandSalesMinor: minor(1) }, entries, { isHere: true })).toEqual(
      TRUE,
    );
    // Everything else of it is looked at once more.
    expect(check(manifest, entries.slice(0, 2), { isHere: true })).toMatchObject(atEnd('count'));
  });
});

it('the digest is that of the lines as they came, one after the other', () => {
  const { manifest, entries } = soldThree().cut();
  const started = startUploadCheck(manifest, false);
  const digestOf = (lines: readonly string[]) =>
    sha256Hex(lines.map((each) => `${each}\n`).join(''));
  const came: string[] = [];
  for (const entry of entries) {
    // As a register may spell it as well: its own order of the fields.
    const line = JSON.stringify(entry);
    expect(started.take(Buffer.from(line, 'utf8'))).toBeNull();
    came.push(line);
    expect(started.digest()).toBe(digestOf(came));
  }
  expect(started.finish(ZERO)).toBeNull();
});
