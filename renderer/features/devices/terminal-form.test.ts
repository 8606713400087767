import { describe, expect, it } from 'vitest';
import { type TerminalDriverView, terminalChoice } from '../../../contracts/terminal-setup.ts';
import { choiceOf, formOf, missingOf, type TerminalForm, withDriver } from './terminal-form.ts';

const guarded: TerminalDriverView = {
  id: 'guarded',
  name: 'Guarded',
  usualLine: { kind: 'serial', baud: 9600, stopBits: 2, port: 20_007 },
  fields: [
    { kind: 'text', name: 'password', maxLength: 6, pattern: '^\\d{6}$', secret: true },
    { kind: 'text', name: 'shop', maxLength: 4, pattern: '^[A-Z]*$', secret: false },
    { kind: 'switch', name: 'asksTwice' },
  ],
};
const plain: TerminalDriverView = {
  id: 'plain',
  name: 'Plain',
  usualLine: { kind: 'serial', baud: 115_200, stopBits: 1, port: null },
  fields: [],
};
const drivers = [guarded, plain];

const whole: TerminalForm = {
  ...formOf({ terminal: null, drivers }),
  path: 'COM3',
  fields: { password: '123456' },
};

describe('the form of a terminal', () => {
  it('begins with the usual line of the first driver', () => {
    expect(formOf({ terminal: null, drivers })).toMatchObject({
      protocol: 'guarded',
      kind: 'serial',
      baud: 9600,
      stopBits: 2,
      port: '20007',
    });
  });

  it('sends what the contract takes', () => {
    const forms = [whole, { ...whole, kind: 'tcp', host: '10.0.0.7', port: '20007' } as const];
    for (const form of forms) {
      expect(missingOf(form, guarded, [])).toBeNull();
      expect(terminalChoice.safeParse(choiceOf(form, guarded)).success).toBe(true);
    }
    expect(choiceOf(whole, guarded).fields).toEqual({
      password: '123456',
      shop: '',
      asksTwice: false,
    });
  });

  it('shows what is set up, and sends the same back', () => {
    const terminal = {
      protocol: 'guarded',
      line: { kind: 'tcp', host: 'pt', port: 4711 },
      terminalId: 'T9',
      customerLimitS: 90,
      fields: { password: null, shop: 'AB', asksTwice: true },
    } as const;
    expect(choiceOf(formOf({ terminal, drivers }), guarded)).toEqual(terminal);
  });

  it.each([
    [{ path: ' ' }, { part: 'path' }],
    [{ kind: 'tcp', host: '' }, { part: 'host' }],
    [{ kind: 'tcp', host: 'a', port: '0' }, { part: 'port' }],
    [{ kind: 'tcp', host: 'a', port: '65536' }, { part: 'port' }],
    [{ kind: 'tcp', host: 'a', port: '2e3' }, { part: 'port' }],
    [{ terminalId: '' }, { part: 'name' }],
    [{ fields: { password: '12345' } }, { part: 'field', name: 'password' }],
    [{ fields: { password: '' } }, { part: 'field', name: 'password' }],
    [{ fields: {} }, { part: 'field', name: 'password' }],
    [{ fields: { password: '123456', shop: 'a' } }, { part: 'field', name: 'shop' }],
    [{ fields: { password: '123456', shop: 'ABCDE' } }, { part: 'field', name: 'shop' }],
  ] as const)('%j: misses %j', (change, missing) => {
    expect(missingOf({ ...whole, ...change }, guarded, [])).toEqual(missing);
  });

  it('needs no new secret when one is stored, and sends no field of another driver', () => {
    const untyped = { ...whole, fields: { password: '' } };
    expect(missingOf(untyped, guarded, ['password'])).toBeNull();
    expect(choiceOf(untyped, guarded).fields['password']).toBeNull();
    const other = withDriver(untyped, plain);
    expect(missingOf(other, plain, [])).toBeNull();
    expect(choiceOf({ ...other, fields: whole.fields }, plain).fields).toEqual({});
  });

  it('takes the driver’s usual line with it', () => {
    expect(withDriver(whole, plain)).toMatchObject({ baud: 115_200, stopBits: 1, port: '' });
    expect(withDriver({ ...whole, baud: 19_200 }, guarded).baud).toBe(19_200);
  });
});
