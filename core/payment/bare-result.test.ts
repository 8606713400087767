import { expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { bareResult } from './bare-result.ts';

it('says "not told" of everything but what was told: nothing is compared with it', () => {
  const told = { approved: true, resultCode: '00', amountMinor: minor(1290) };
  expect(bareResult(told)).toEqual({
    ...told,
    currencyNumeric: null,
    receiptNo: '',
    trace: '',
    terminalId: '',
    merchantId: '',
    authCode: '',
    maskedPan: '',
    cardName: '',
    cardType: '',
    date: '',
    time: '',
    text: '',
    extra: {},
  });
});
