import { describe, expect, test } from 'vitest';
import { APPROVED, COMPLETION, exchange, POSITIVE } from './testing/exchange-run.ts';

describe('a terminal that was asked to stop (06 B0)', () => {
  test('asked to stop and silent: lost, whatever it had answered to the request', () => {
    for (const answers of [[], [POSITIVE], ['84 83 00']]) {
      const run = exchange();
      run.start();
      run.got(POSITIVE);
      expect(run.step({ type: 'cancel' })).toEqual(['06b000', 'silence:10000']);
      for (const hex of answers) expect(run.got(hex)).toEqual(['silence:10000']);
      run.timer('silence');
      expect(run.ends).toEqual([{ kind: 'lost', reason: 'stopUnanswered', status: null }]);
    }
  });

  test('approved, its end is not waited for for ever either', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    run.got(APPROVED);
    run.step({ type: 'cancel' });
    run.timer('silence');
    expect(run.ends).toMatchObject([
      { kind: 'lost', reason: 'stopUnanswered', status: { receiptNo: '0007' } },
    ]);
  });

  test('each sign of life after the request gives it the whole time again', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    // Nobody has asked it to stop: its silence is limited by T4 alone.
    expect(run.got('04 ff 01 04')).not.toContain('silence:10000');
    run.timer('silence');
    run.step({ type: 'cancel' });
    expect(run.got('04 ff 01 04')).toContain('silence:10000');
    expect(run.got('06 d1 02 00 41')).toContain('silence:10000');
    expect(run.ends).toEqual([]);
    // An approval stands: what was asked before is over, and its end may wait for the card.
    run.got(APPROVED);
    run.timer('silence');
    expect(run.ends).toEqual([]);
    run.got(COMPLETION);
    expect(run.ends).toMatchObject([{ kind: 'completed' }]);
  });
});
