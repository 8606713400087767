/**
 * Names of the further fields a terminal may tell with a result. They are kept with the
 * payment as text, so that a protocol can bring them without a change of any stored shape:
 *
 * | name | what it is |
 * |---|---|
 * | voucherNo | 票据号/凭证号 |
 * | referenceNo | 参考号, RRN |
 * | batchNo | 批次号 |
 * | orderNo | of a payment code: 付款凭证号 |
 * | merchantOrderNo | of a payment code: the third party's order |
 * | signatureKind | how the card holder agreed: 免签 / 电签 |
 * | signatureCheck | what the cashier said of a signature on the screen |
 * | operationNo | the number a void asks for |
 * | reference | the register's own number, as the terminal tells it back |
 *
 * The authorisation code (授权码) has a field of its own in `TerminalResult`.
 */
export const RESULT_EXTRAS = [
  'voucherNo',
  'referenceNo',
  'batchNo',
  'orderNo',
  'merchantOrderNo',
  'signatureKind',
  'signatureCheck',
  'operationNo',
  'reference',
  'cardGroup',
  'entryMode',
] as const;

export type ResultExtra = (typeof RESULT_EXTRAS)[number];

/** How the card holder agreed: on paper, on the terminal's screen, or not at all. */
export type SignatureKind = 'none' | 'paper' | 'onTerminal';

/** What the cashier said of a signature on the screen; `other`: in words only the terminal knows. */
export type SignatureVerdict = 'matches' | 'differs' | 'other' | 'unanswered';
