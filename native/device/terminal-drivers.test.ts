import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import { systemTimers } from '../transport/timers.ts';
import { MemoryLine } from '../transport/testing/memory-line.ts';
import { checkedTerminal, TERMINAL_DRIVERS } from './terminal-drivers.ts';
import { keptLog } from './testing/quiet-log.ts';

const line = { kind: 'tcp', host: 'terminal', port: 1 } as const;

/** The least that a driver takes: its texts filled in with something that fits. */
function settingsFor(id: string, own: object = {}) {
  const secrets = id === 'zvt' ? { password: '123456' } : {};
  return { protocol: id, line, terminalId: 'T1', customerLimitS: 0, ...secrets, ...own };
}

describe.each(TERMINAL_DRIVERS.map((driver) => [driver.id, driver] as const))(
  'the driver %s',
  (id, driver) => {
    it('stands in a folder of its name', () => {
      expect(readdirSync(new URL(`./${id}`, import.meta.url))).toContain('driver.ts');
    });

    it('takes its own settings, and fills in what was left out', () => {
      const switches = driver.fields.filter(({ kind }) => kind === 'switch');
      const off = Object.fromEntries(switches.map(({ name }) => [name, false]));
      const checked = checkedTerminal(settingsFor(id));
      expect(checked).toEqual({ ok: true, settings: { ...settingsFor(id), ...off } });
    });

    it('takes nothing that it does not know', () => {
      expect(checkedTerminal(settingsFor(id, { colour: 'red' }))).toMatchObject({
        ok: false,
        message: expect.stringContaining('colour'),
      });
    });

    it('opens a terminal under the name it was given', async () => {
      const transport = new MemoryLine().near;
      const around = { transport, currency: CURRENCIES.CNY, timers: systemTimers, log: keptLog() };
      const terminal = driver.open(settingsFor(id), around);
      expect(terminal.terminalId).toBe('T1');
      await terminal.close();
    });
  },
);

describe('settings of a terminal', () => {
  it('of a protocol that nobody speaks here are refused, and say which there are', () => {
    expect(checkedTerminal(settingsFor('morse'))).toEqual({
      ok: false,
      field: 'protocol',
      message: '"morse" is no protocol of this register; write one of zvt, transbank',
    });
  });

  it('name the field that is wrong', () => {
    const wrong = settingsFor('zvt', { password: '12' });
    expect(checkedTerminal(wrong)).toMatchObject({ ok: false, field: 'password' });
    const missing = settingsFor('zvt', { password: undefined });
    expect(checkedTerminal(missing)).toMatchObject({ ok: false, field: 'password' });
  });
});
