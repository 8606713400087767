import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../native/device/terminal-drivers.ts';
import { closeFault, closeReason } from './settlement-fault.ts';

describe('why a card batch did not close', () => {
  it.each([
    ['77', 'HOST SAYS NO', 'bankRefused', 'HOST SAYS NO'],
    ['F0', 'F0', 'mustClose', 'F0'],
    ['E0', 'E0', 'maintenance', 'E0'],
    ['FC', 'FC', 'maintenance', 'FC'],
    ['6B', '6B', 'functionOff', '6B'],
    ['9B', '9B', 'noHost', '9B'],
    ['A0', 'A0', 'notReady', 'A0'],
    ['B8', 'openPreAuthorizations:0007 0009', 'openReservations', '0007 0009'],
    ['', 'portMissing', 'line', ''],
    ['', 'disconnected', 'line', ''],
    ['', 'noAnswer', 'noAnswer', ''],
    ['', 'maintenance', 'maintenance', ''],
    ['', 'batchStillOpen', 'stillOpen', ''],
    ['A1', 'A1', 'noHost', 'A1'],
    ['A3', 'A3', 'noHost', 'A3'],
    ['9C', '9C', 'notReady', '9C'],
    ['6C', '6C', 'stopped', '6C'],
    ['83', '83', 'wrongPassword', '83'],
    ['CC', 'CC', 'paper', 'CC'],
    ['T02', 'T02', 'noHost', 'T02'],
    ['T03', 'T03', 'noHost', 'T03'],
    ['T14', 'T14', 'noHost', 'T14'],
    ['T24', 'T24', 'paper', 'T24'],
    ['T94', 'T94', 'notReady', 'T94'],
    ['T13', 'T13', 'mustClose', 'T13'],
    ['T07', 'T07', 'stopped', 'T07'],
    ['6F', '', 'refused', '6F'],
  ])('says of code %j, reason %j: %s', (resultCode, reason, code, detail) => {
    expect(closeFault({ resultCode, reason }, reasonOf)).toEqual({ code, detail });
  });

  it('is in doubt whatever the reason, when the answer was lost', () => {
    const failure = { resultCode: '77', reason: 'timeout', inDoubt: true } as const;
    expect(closeReason(failure, reasonOf)).toBe('inDoubt');
  });

  it('travels as one text', () => {
    expect(closeReason({ resultCode: '9B', reason: '9B' }, reasonOf)).toBe('noHost:9B');
    expect(closeReason({ resultCode: '', reason: 'portMissing' }, reasonOf)).toBe('line');
  });
});
