import { describe, expect, it } from 'vitest';
import { TERMINAL_REASONS } from '../../core/payment/terminal-reason.ts';
import { closeFaultWords } from '../features/closing/close-fault-words.ts';
import { resultWords, wasStopped } from '../words/result-words.ts';
import { terminalWords } from '../words/terminal-words.ts';
import { codeText, createTexts } from './i18n.ts';

const english = createTexts('en').t;
const chinese = createTexts('zh').t;

describe('what a terminal says in codes', () => {
  it('has words for every reason that a driver may translate a code into', () => {
    for (const t of [english, chinese]) {
      const missing = TERMINAL_REASONS.filter(
        (why) => codeText(t, ['terminalResult', why]) === null,
      );
      expect(missing).toEqual([]);
    }
    expect(resultWords(english, '', 'X9', 'insufficientFunds')).toMatch(/^Not enough funds\. /);
    // Without words for the very code the terminal's own are shown as well.
    expect(resultWords(chinese, 'SALDO', 'X9', 'insufficientFunds')).toBe(
      `SALDO – ${codeText(chinese, ['terminalResult', 'insufficientFunds'])}`,
    );
  });

  it('tells a code that was stopped from one that was refused', () => {
    expect(wasStopped('X9', 'stopped')).toBe(true);
    expect(wasStopped('stoppedHere', '')).toBe(true);
    expect(wasStopped('X9', 'bankDeclined')).toBe(false);
  });

  it('has something to say of any other code', () => {
    for (let byte = 0; byte <= 0xff; byte += 1) {
      const code = byte.toString(16).toUpperCase().padStart(2, '0');
      expect(terminalWords(english, '', code)).not.toBe('');
      expect(resultWords(english, '', code)).not.toBe('');
    }
    // One that the driver has no words of its own for is told by what it means.
    expect(resultWords(english, '', '3F', 'bankDeclined')).toBe(
      english('terminalResult.bankDeclined'),
    );
    expect(resultWords(english, '', 'A7')).toContain('A7');
  });

  it('asks for the card in the second block of status codes', () => {
    expect(terminalWords(english, '', '4A')).toBe(
      `${codeText(english, ['terminalStatus', '0A'])} – remove the card`,
    );
  });

  it('is told in the language of the window, whatever language the terminal has', () => {
    expect(terminalWords(chinese, 'WAITING FOR BANK', '04')).toBe(
      codeText(chinese, ['terminalStatus', '04']),
    );
    expect(terminalWords(english, ' Karte bitte ', '0A')).toBe(
      codeText(english, ['terminalStatus', '0A']),
    );
    expect(terminalWords(chinese, 'REMOVE CARD', '4A')).toMatch(/\p{Script=Han}/u);
    expect(resultWords(chinese, 'NOT POSSIBLE 05', '05')).toBe(
      codeText(chinese, ['terminalResult', '05']),
    );
    expect(resultWords(english, 'Karte gesperrt', '6E')).toBe(
      codeText(english, ['terminalResult', '6E']),
    );
    // In the window's language the terminal may know more than its code says.
    expect(resultWords(chinese, '余额不足', '33')).toBe(
      `余额不足 – ${codeText(chinese, ['terminalResult', '33'])}`,
    );
    expect(resultWords(english, 'CARD BLOCKED', '6E')).toMatch(/^CARD BLOCKED – /);
  });

  it('is told in the terminal’s words where there is no code for it', () => {
    expect(terminalWords(chinese, 'SHOW OR SCAN CODE', '')).toBe('SHOW OR SCAN CODE');
    expect(terminalWords(english, '', 'working')).toBe(english('terminalStatus.working'));
    expect(terminalWords(chinese, ' KARTE BITTE ', '9E')).toBe('KARTE BITTE');
    expect(terminalWords(chinese, '', 'FF')).toBe(codeText(chinese, ['terminalStatus', 'FF']));
    expect(resultWords(chinese, 'CALL 0800 1', 'A7')).toMatch(/^CALL 0800 1 – /);
    expect(resultWords(chinese, 'REFER', '3F')).toMatch(/^REFER – /);
  });

  it('has words for every reason a driver gives without a code of the terminal', () => {
    const reasons = [
      ...['portMissing', 'portBusy', 'refused', 'timeout', 'failed', 'lost', 'disconnected'],
      ...['noAnswer', 'wrongSpeed', 'wrongPassword', 'wrongCurrency', 'busy'],
      ...['registrationRefused', 'walletNotPossible', 'signatureDiffers', 'signatureUnanswered'],
      ...['stoppedHere', 'otherCard', 'otherOriginal'],
    ];
    for (const t of [english, chinese]) {
      const missing = reasons.filter((code) => codeText(t, ['terminalResult', code]) === null);
      expect(missing).toEqual([]);
    }
  });
});

describe('a card batch that did not close', () => {
  it('is told with the meaning of the terminal’s code, in the language of the window', () => {
    expect(closeFaultWords(english, 'refused:T68')).toMatch(/ \(T68: General terminal error\)$/);
    expect(closeFaultWords(chinese, 'noHost:T14')).toMatch(/\(T14: 电话线没有拨号音\)$/);
  });

  it('is told with the terminal’s own words as they are, or without any', () => {
    const words = english('closing.terminal.bankRefused');
    expect(closeFaultWords(english, 'bankRefused:KASSENSCHNITT NICHT MOEGLICH')).toBe(
      `${words} (KASSENSCHNITT NICHT MOEGLICH)`,
    );
    expect(closeFaultWords(english, 'bankRefused')).toBe(words);
  });
});
