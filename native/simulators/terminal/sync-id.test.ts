import { describe, expect, it, onTestFinished } from 'vitest';
import { apdu, type Bench, bench, PASSWORD, REGISTER_BLOCKS, sale } from './test-bench.ts';
import { TestRegister } from './test-register.ts';

/** Tag 1F1F with the last receipt number the register has booked, in a container. */
const echo = (digits: string): string => {
  const bytes = (digits.length / 2).toString(16).padStart(2, '0');
  return `06${(3 + digits.length / 2).toString(16).padStart(2, '0')}1f1f${bytes}${digits}`;
};
const NOTHING_KNOWN = echo('');

/** Pays up to 04 0F and leaves that without an answer. */
async function payUnanswered({ register, terminal }: Bench, command: string): Promise<void> {
  await register.command(command);
  await register.until('040f');
  await terminal.idle();
}

const states = ({ terminal }: Bench) =>
  terminal.book().map(({ receiptNo, state }) => `${receiptNo} ${state}`);

describe('the sync id, tag 1F1F', () => {
  // Long enough for a register that shares its processor: what it answers late counts as unanswered.
  const quick = { timing: { t3Ms: 500, resultMs: 500 }, syncId: true };

  it('comes with each result, only where it is agreed', async () => {
    const on = await bench({ syncId: true });
    expect((await on.run(sale(100, NOTHING_KNOWN))).status).toContain('1f1f020001');
    expect((await (await bench()).run(sale(100))).status).not.toContain('1f1f');
    const noTlv = await bench({ syncId: true }, apdu('0600', PASSWORD, 'be', '0156'));
    expect((await noTlv.run(sale(100))).status).not.toContain('1f1f');
  });

  it('changes nothing when equal, empty or any other number', async () => {
    const on = await bench({ syncId: true });
    await on.run(sale(100, NOTHING_KNOWN));
    await on.run(sale(100, echo('0000')));
    await on.run(sale(100, echo('0002')));
    await on.run(sale(100, NOTHING_KNOWN));
    await on.run(sale(100, echo('0009')));
    expect(states(on)).toEqual([
      '1 approved',
      '2 approved',
      '3 approved',
      '4 approved',
      '5 approved',
    ]);
  });

  it('exactly one less takes the last payment back and uses its number again', async () => {
    const on = await bench({ syncId: true });
    await on.run(sale(100, NOTHING_KNOWN));
    await on.run(sale(200, echo('0001')));
    const { status } = await on.run(sale(300, echo('0001')));
    expect(status).toContain('870002');
    expect(status).toContain('1f1f020002');
    expect(states(on)).toEqual(['1 approved', '2 autoReversed', '2 approved']);
    expect(on.terminal.totals()).toMatchObject({ count: 2, netMinor: 400 });
  });

  it.each([
    ['has booked it', '0002', ['1 approved', '2 approved', '3 approved']],
    ['has not', '0001', ['1 approved', '2 autoReversed', '2 approved']],
  ])('settles a result nobody answered when the register %s', async (_, booked, expected) => {
    const on = await bench(quick);
    await on.run(sale(100, NOTHING_KNOWN));
    await payUnanswered(on, sale(200, echo('0001')));
    expect(states(on)).toEqual(['1 approved', '2 approved']);
    const again = await TestRegister.tcp(on.port);
    onTestFinished(again.close);
    await again.sequence(REGISTER_BLOCKS);
    await again.sequence(sale(300, echo(booked)));
    await on.terminal.idle();
    expect(states(on)).toEqual(expected);
  });

  it('also gives a reversal back that was taken back', async () => {
    const on = await bench({ syncId: true });
    await on.run(sale(100, NOTHING_KNOWN));
    await on.run(apdu('0630', PASSWORD, '870001', echo('0001')));
    expect(states(on)).toEqual(['1 reversed', '2 approved']);
    await on.run(apdu('0650', PASSWORD, echo('0001')));
    expect(states(on)).toEqual(['1 approved', '2 autoReversed']);
  });

  it('still reverses what the register vetoes', async () => {
    const { register, terminal } = await bench({ syncId: true });
    await register.command(sale(100, NOTHING_KNOWN));
    await register.until('040f');
    register.send('846600');
    await register.follow();
    await terminal.idle();
    expect(terminal.book()).toMatchObject([{ state: 'autoReversed' }]);
  });

  it('is left out of account without the option', async () => {
    const on = await bench({}, REGISTER_BLOCKS);
    await on.run(sale(100));
    await on.run(sale(200));
    await on.run(sale(300, echo('0001')));
    expect(states(on)).toEqual(['1 approved', '2 approved', '3 approved']);
  });
});
