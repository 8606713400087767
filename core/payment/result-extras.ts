/**
 * Names of the further fields a terminal may tell with a result. They are kept with the
 * payment as text, so that a protocol can bring them without a change of any stored shape:
 *
 * | name | ZVT | Transbank | Chinese MIS |
 * |---|---|---|---|
 * | voucherNo (凭证号) | | | 票据号/凭证号 |
 * | referenceNo (参考号) | | | 参考号, RRN |
 * | batchNo (批次号) | | | 批次号 |
 * | orderNo (QR order) | | | 付款凭证号 |
 * | merchantOrderNo | | | third-party order |
 * | signatureKind | TLV 1F10 | | 免签 / 电签 flag |
 * | signatureCheck | answer to 06 D0 | | |
 * | operationNo | | operation number | |
 * | reference | | ticket | register's own number |
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
