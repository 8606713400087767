// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { fakeBasket, fakePayment, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

type Signature = NonNullable<NonNullable<TillSnapshot['payment']>['signature']>;

const KNOWN: Signature = {
  questionId: 'q1',
  text: 'SIGNATURE CORRECT?',
  choices: [
    { text: 'NO', meaning: 'differs' },
    { text: 'YES', meaning: 'matches' },
  ],
};
const PICTURE = { mimeType: 'image/png', base64: 'iVBORw0KGgo=' };

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const asked = (signature: Signature | null, locale: 'en' | 'zh' = 'en') =>
  fakeTill(locale, {
    basket: fakeBasket(2),
    payment: fakePayment({ signature, canCancel: false, statusCode: 'C8' }),
  });

/** Opens with that question and its picture, drawn unless it is to stay away. */
async function open(signature: Signature, how: 'drawn' | 'coming' | 'gone' = 'drawn') {
  await till.open(asked(signature));
  if (how === 'coming') return;
  const picture = how === 'gone' ? null : PICTURE;
  await till.answer('pay.signature', { ok: true, value: { picture } });
  if (how === 'drawn') {
    await act(async () => {
      till.find('signature-picture')?.dispatchEvent(new Event('load'));
    });
  }
}

describe('the cashier judges a signature', () => {
  it.each([
    ['y', 1],
    ['n', 0],
  ])('by the key %s: choice %i', async (key, choice) => {
    await open(KNOWN);
    expect(till.inputs('pay.signature')).toEqual([{ questionId: 'q1' }]);
    expect(till.find('signature-picture')?.getAttribute('src')).toBe(
      'data:image/png;base64,iVBORw0KGgo=',
    );
    await till.type(key);
    expect(till.inputs('pay.judgeSignature')).toEqual([{ questionId: 'q1', choice }]);
  });

  it('with the same answer at the same place, whatever order the terminal has', async () => {
    await open(KNOWN);
    const answers = document.querySelectorAll('[data-testid^="signature-"]:not(img)');
    const ids = [...answers].map((button) => button.getAttribute('data-testid'));
    expect(ids).toEqual(['signature-matches', 'signature-differs']);
  });

  it('by touch, once however often', async () => {
    await open(KNOWN);
    await till.touch('signature-matches');
    await till.touch('signature-matches');
    expect(till.inputs('pay.judgeSignature')).toEqual([{ questionId: 'q1', choice: 1 }]);
  });

  it('not by Enter or Escape, which belong to the screen before', async () => {
    await open(KNOWN);
    await till.type('Enter', 'Escape', 'k', '1');
    expect(till.calls('pay.judgeSignature')).toEqual([]);
    expect(till.calls('pay.cancelCard')).toEqual([]);
  });

  it.each(['coming', 'gone'] as const)('only as different while the picture is %s', async (how) => {
    await open(KNOWN, how);
    await till.type('y');
    expect(till.calls('pay.judgeSignature')).toEqual([]);
    await till.type('n');
    expect(till.inputs('pay.judgeSignature')).toEqual([{ questionId: 'q1', choice: 0 }]);
  });

  it('a picture that cannot be drawn is said to be none', async () => {
    await open(KNOWN);
    await act(async () => {
      till.find('signature-picture')?.dispatchEvent(new Event('error'));
    });
    expect(till.text('dialog-signature')).toContain('cannot be shown');
    await till.type('y');
    expect(till.calls('pay.judgeSignature')).toEqual([]);
  });

  it('in the terminal’s own words where nobody knows their meaning', async () => {
    const choices = [
      { text: 'Akceptuj', meaning: null },
      { text: '', meaning: null },
    ];
    await open({ ...KNOWN, choices });
    expect(till.text('signature-1')).toContain('Akceptuj');
    expect(till.text('signature-2')).toContain('Answer 2');
    await till.type('2');
    expect(till.inputs('pay.judgeSignature')).toEqual([{ questionId: 'q1', choice: 1 }]);
  });

  it('until the terminal goes on: then the dialog is gone, and a new question starts anew', async () => {
    await open(KNOWN);
    await till.publish({ payment: fakePayment({ signature: null }) });
    expect(till.find('dialog-signature')).toBeNull();
    await till.publish({ payment: fakePayment({ signature: { ...KNOWN, questionId: 'q2' } }) });
    expect(till.find('signature-picture')).toBeNull();
    expect(till.inputs('pay.signature').at(-1)).toEqual({ questionId: 'q2' });
    await till.type('y');
    expect(till.calls('pay.judgeSignature')).toEqual([]);
  });

  it('in Chinese, and while a sale is returned', async () => {
    await till.open(fakeTill('zh', { payment: fakePayment({ way: 'refund', signature: KNOWN }) }));
    expect(till.text('dialog-signature')).toContain('签名');
  });
});
