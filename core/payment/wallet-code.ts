import { gtinKey } from '../gs1/gtin.ts';

/** Wallets whose payment code a customer shows on the phone. */
export type WalletKind = 'alipay' | 'wechatPay' | 'unionPayQr';

/**
 * Which wallet a scanned text is the payment code of, by its form, or null. Payment codes are
 * digits only: Alipay begins with 25 to 30 and has 16 to 24 of them, WeChat Pay begins with 10 to
 * 15 and has 18, UnionPay QR begins with 62 and has 19 (the acquirers' public merchant manuals
 * agree on these forms). None has the length of a GTIN, so no item can be mistaken for a wallet. But a lot number or an
 * SSCC can have the form, and so can two short codes read as one: only where a payment is expected
 * may a code of this form pay, and never where both halves prove to be items.
 */
export function walletOf(text: string): WalletKind | null {
  if (isTwoItems(text)) return null;
  if (/^1[0-5]\d{16}$/.test(text)) return 'wechatPay';
  if (/^62\d{17}$/.test(text)) return 'unionPayQr';
  if (/^(2[5-9]|30)\d{14,22}$/.test(text)) return 'alipay';
  return null;
}

/** Symbologies a wallet shows its code in: Code 128 and QR, neither with GS1 data in it. */
const WALLET_SYMBOLOGIES = new Set([']C0', ']Q0', ']Q1', ']Q2']);

/** A customer's payment code as the terminal needs it. */
export interface WalletCode {
  readonly kind: WalletKind;
  readonly code: string;
}

/**
 * The payment code in what a scanner read, or null: blanks around it and an AIM identifier (ISO/IEC
 * 15424) that a wallet's symbol can have are no part of it.
 */
export function readWalletCode(scanned: string): WalletCode | null {
  const text = scanned.trim();
  const aim = /^\][A-Za-z][0-9A-Za-z]/.exec(text)?.[0] ?? '';
  if (aim !== '' && !WALLET_SYMBOLOGIES.has(aim)) return null;
  const code = text.slice(aim.length);
  const kind = walletOf(code);
  return kind === null ? null : { kind, code };
}

function isTwoItems(digits: string): boolean {
  return [8, 12, 13, 14].some(
    (at) => gtinKey(digits.slice(0, at)).ok && gtinKey(digits.slice(at)).ok,
  );
}
