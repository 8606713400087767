import { describe, expect, it } from 'vitest';
import { terminalChoice } from '../../../contracts/terminal-setup.ts';
import { choiceOf, formOf, missingOf, type TerminalForm, withProtocol } from './terminal-form.ts';

const whole: TerminalForm = { ...formOf(null), path: 'COM3', password: '123456' };

describe('the form of a terminal', () => {
  it('sends what the contract takes', () => {
    const forms = [whole, { ...whole, kind: 'tcp', host: '10.0.0.7', port: '20007' } as const];
    for (const form of forms) {
      expect(missingOf(form, false)).toBeNull();
      expect(terminalChoice.safeParse(choiceOf(form)).success).toBe(true);
    }
  });

  it('shows what is set up, and sends the same back', () => {
    const terminal = {
      protocol: 'zvt',
      line: { kind: 'tcp', host: 'pt', port: 4711 },
      terminalId: 'T9',
      customerLimitS: 90,
      takesWalletCodes: true,
      checksSignatures: true,
    } as const;
    expect(choiceOf(formOf(terminal))).toEqual({ ...terminal, password: null });
  });

  it.each([
    [{ path: ' ' }, 'path'],
    [{ kind: 'tcp', host: '' }, 'host'],
    [{ kind: 'tcp', host: 'a', port: '0' }, 'port'],
    [{ kind: 'tcp', host: 'a', port: '65536' }, 'port'],
    [{ kind: 'tcp', host: 'a', port: '2e3' }, 'port'],
    [{ terminalId: '' }, 'name'],
    [{ password: '12345' }, 'password'],
    [{ password: '' }, 'password'],
  ] as const)('%j: misses %s', (change, missing) => {
    expect(missingOf({ ...whole, ...change }, false)).toBe(missing);
  });

  it('needs no new password when one is stored, and none for a protocol without', () => {
    expect(missingOf({ ...whole, password: '' }, true)).toBeNull();
    const other = withProtocol({ ...whole, password: '' }, 'transbank');
    expect(missingOf(other, false)).toBeNull();
    expect(choiceOf({ ...other, password: '123456' }).password).toBeNull();
  });

  it('takes the protocol’s usual speed with it', () => {
    expect(withProtocol(whole, 'transbank')).toMatchObject({ baud: 115_200, stopBits: 1 });
    expect(withProtocol({ ...whole, baud: 19_200 }, 'zvt').baud).toBe(19_200);
  });
});
