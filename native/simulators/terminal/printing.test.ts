import { describe, expect, it } from 'vitest';
import { apdu, bench, PASSWORD, REGISTER_BLOCKS, REGISTER_COMPOSE, sale } from './test-bench.ts';

/** Registration with a config byte and a container. */
function registration(config: string, ...tlv: readonly string[]): string {
  const content = tlv.join('');
  const length = (content.length / 2).toString(16).padStart(2, '0');
  return apdu('0600', PASSWORD, config, '0156', '06', length, content);
}

const LISTS_BLOCKS = '26040a0206d3';

/** Types of receipts in the blocks sent, tag 1F07: 01 merchant, 02 customer, 03 administration. */
const types = (messages: readonly string[]): string[] =>
  messages.flatMap((message) => /^06d3.*1f0701(..)/.exec(message)?.[1] ?? []);

describe('receipts of a register that prints', () => {
  it('come as blocks with type and flags, each ended by its last-line attribute', async () => {
    const { run } = await bench();
    const { messages } = await run(sale(1010));
    expect(types(messages)).toEqual(['01', '02']);
    for (const block of messages.filter((message) => message.startsWith('06d3'))) {
      expect(block).toContain('1f370181');
      expect(block.endsWith('090181')).toBe(true);
    }
  });

  it('come as lines when no blocks are listed, the last one of each marked', async () => {
    const { run } = await bench({}, apdu('0600', PASSWORD, 'be', '0156', '0600'));
    const lines = (await run(sale(1010))).messages.filter((text) => text.startsWith('06d1'));
    expect(lines.filter((line) => line === '06d10181')).toHaveLength(2);
  });

  it.each([
    ['UTF-8', 'fe'],
    ['ISO 8859-15', '0f'],
  ])('name the character set that was agreed: %s', async (_, set) => {
    const { run } = await bench({}, '');
    const agreed = await run(registration('be', LISTS_BLOCKS, '27031401', set));
    expect(agreed.ending).toContain(`27031401${set}`);
    expect((await run(sale(1010))).messages.join()).toContain(`1401${set}25`);
    const unknown = await run(registration('be', LISTS_BLOCKS, '27031401', '0c'));
    expect(unknown.ending).not.toContain('1401');
    expect((await run(sale(1010))).messages.join()).not.toContain('1401');
  });

  it('are not sent to one that composes them, which gets the rule in tag 45', async () => {
    const { terminal, run } = await bench({}, REGISTER_COMPOSE);
    const { messages, status } = await run(sale(1010));
    expect(messages.join()).not.toContain('06d');
    expect(status).toContain('450412000000');
    expect(terminal.printed()).toEqual([]);
    const own = { receiptRule: { merchant: 'all', customer: 'none' } } as const;
    expect((await (await bench(own, REGISTER_COMPOSE)).run(sale(1010))).status).toContain(
      '450420000000',
    );
    expect((await (await bench()).run(sale(1010))).status).not.toContain('450412');
  });

  it('are printed by the terminal where the bits are 0: payments, reports, or both', async () => {
    const payments = await bench({}, registration('8c', LISTS_BLOCKS));
    expect(types((await payments.run(sale(1010))).messages)).toEqual([]);
    expect(payments.terminal.printed().map(({ copy }) => copy)).toEqual(['merchant', 'customer']);
    expect(types((await payments.run(apdu('0650', PASSWORD))).messages)).toEqual(['03']);

    const reports = await bench({}, registration('8a', LISTS_BLOCKS));
    expect(types((await reports.run(sale(1010))).messages)).toEqual(['01', '02']);
    expect(types((await reports.run(apdu('0650', PASSWORD))).messages)).toEqual([]);
    expect(reports.terminal.printed().map(({ copy }) => copy)).toEqual(['administration']);
  });

  it('tell of a declined payment: the customer by rule, the merchant when the rule says so', async () => {
    const first = await bench();
    first.terminal.nextOutcome({ kind: 'decline', code: 5 });
    const declined = await first.run(sale(1010));
    expect(types(declined.messages)).toEqual(['02']);
    expect(declined.messages.join()).toContain('1f370184');
    expect(declined.text).toContain('NOT PAID');
    const both = await bench({ receiptRule: { merchant: 'all', customer: 'approved' } });
    both.terminal.nextOutcome({ kind: 'decline', code: 5 });
    expect(types((await both.run(sale(1010))).messages)).toEqual(['01']);
    expect(types((await both.run(sale(1010))).messages)).toEqual(['01', '02']);
  });
});

describe('a terminal that prints before its result', () => {
  const heads = (messages: readonly string[]): string =>
    messages.map((text) => text.slice(0, 4)).join(' ');

  it('has the payment only when both are acknowledged', async () => {
    const { terminal, register, run } = await bench({ printsBeforeResult: true });
    expect(heads((await run(sale(1010))).messages)).toContain('06d3 06d3 040f 04ff 060f');
    expect(terminal.book()).toMatchObject([{ state: 'approved' }]);
    await register.command(sale(1010));
    await register.until('06d3');
    register.send('84cc00');
    expect((await register.follow()).at(-1)).toMatch(/^061e..cc/);
    await terminal.idle();
    expect(terminal.book().at(-1)).toMatchObject({ state: 'autoReversed' });
  });
});

describe('tag 1F04, what to print', () => {
  it.each([
    ['customer when approved', '80', ['02']],
    ['merchant when approved', '20', ['01']],
    ['both, customer first', 'a8', ['02', '01']],
    ['nothing', '00', []],
    ['only of failures', '50', []],
  ])('in registration: %s', async (_, parameter, expected) => {
    const { run } = await bench({}, registration('be', LISTS_BLOCKS, '1f0401', parameter));
    expect(types((await run(sale(1010))).messages)).toEqual(expected);
  });

  it('chooses copies of failures, and the command goes before registration', async () => {
    const { terminal, run } = await bench({}, registration('be', LISTS_BLOCKS, '1f040150'));
    terminal.nextOutcome({ kind: 'decline', code: 5 }, { kind: 'decline', code: 5 });
    expect(types((await run(sale(1010))).messages)).toEqual(['01', '02']);
    expect(types((await run(sale(1010, '06041f040140'))).messages)).toEqual(['02']);
    expect(types((await run(sale(1010, '06041f040120'))).messages)).toEqual(['01']);
  });

  it('takes the printer of the register for one command', async () => {
    const { terminal, run } = await bench({}, registration('08', LISTS_BLOCKS));
    expect(types((await run(sale(1010, '06041f0401a1'))).messages)).toEqual(['01', '02']);
    expect(terminal.printed()).toEqual([]);
    await run(sale(1010));
    expect(terminal.printed()).toHaveLength(2);
  });
});

describe('repeat receipt, 06 20', () => {
  const repeat = (...more: readonly string[]): string => apdu('0620', PASSWORD, ...more);

  it('prints the receipts once more, all or one copy, with the status or without', async () => {
    const { run } = await bench();
    const first = await run(sale(1010));
    const plain = await run(repeat());
    expect(types(plain.messages)).toEqual(['01', '02']);
    expect(plain.status).toBe('');
    expect(plain.text).toContain('** REPEAT **');
    expect(plain.text).toContain('10.10');
    expect(types((await run(repeat('06041f010102'))).messages)).toEqual(['01']);
    const withStatus = await run(repeat('0301', '06041f010103'));
    expect(types(withStatus.messages)).toEqual(['02']);
    expect(withStatus.status).toBe(first.status);
    const statusOnly = await run(repeat('0303'));
    expect(statusOnly.messages).toEqual(['800000', first.status, '060f00']);
  });

  it('repeats by trace number, from and to', async () => {
    const { run } = await bench();
    const first = await run(sale(100));
    await run(sale(200));
    const third = await run(sale(300));
    const one = await run(repeat('0301', '06061f0203000001'));
    expect(one.status).toBe(first.status);
    expect(types(one.messages)).toEqual(['01', '02']);
    const all = await run(repeat('0301', '060c1f02030000011f0303000003'));
    expect(all.status).toBe(third.status);
    expect(types(all.messages)).toHaveLength(6);
    expect((await run(repeat('06061f0203000099'))).ending).toMatch(/^061e..83/);
  });

  it('has nothing to repeat at first, and refuses what it does not know', async () => {
    const { run } = await bench({}, REGISTER_BLOCKS);
    expect((await run(repeat('0303'))).ending).toMatch(/^061e..83/);
    expect((await run(repeat('0303', '06041f010104'))).ending).toMatch(/^061e..83/);
    expect((await run(repeat('06041f010109'))).messages).toEqual(['848300']);
    expect((await run(apdu('0620', '999999', '0303'))).messages).toEqual(['848300']);
  });
});
