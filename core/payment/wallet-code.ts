/** Wallets whose payment code a customer shows on the phone. */
export type WalletKind = 'alipay' | 'wechatPay' | 'unionPayQr';

/**
 * Which wallet a scanned text is the payment code of, by its form, or null. Payment codes are
 * digits only: Alipay begins with 25 to 30 and has 16 to 24 of them, WeChat Pay begins with 10 to
 * 15 and has 18, UnionPay QR begins with 62 and has 19 (the acquirers' public merchant manuals
 * agree on these forms). None has the length of a GTIN, so no item can be mistaken for a wallet.
 */
export function walletOf(text: string): WalletKind | null {
  if (/^1[0-5]\d{16}$/.test(text)) return 'wechatPay';
  if (/^62\d{17}$/.test(text)) return 'unionPayQr';
  if (/^(2[5-9]|30)\d{14,22}$/.test(text)) return 'alipay';
  return null;
}
