/** What a receipt number is made of. `receiptSeq` is gapless per register. */
export interface ReceiptNumber {
  /** Up to eight capital letters and digits. */
  readonly storeId: string;
  /** Up to four capital letters and digits. */
  readonly registerId: string;
  readonly receiptSeq: number;
}

const CHECK_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** `store-register-number`, the number with at least six digits: what people read and type. */
export function formatReceiptNo(parts: ReceiptNumber): string {
  return `${parts.storeId}-${parts.registerId}-${String(parts.receiptSeq).padStart(6, '0')}`;
}

/** The lead letter says how many digits the number has, so that a cut-off number shows. */
const LEAD_BY_DIGITS = new Map([
  [6, 'R'],
  [7, 'S'],
  [8, 'T'],
  [9, 'U'],
]);

/**
 * The scannable code of a receipt: a lead letter, the receipt number and a check character (ISO
 * 7064 MOD 37,36 over letters and digits), so that a half-read or mis-read receipt is refused.
 */
export function receiptCode(receiptNo: string): string {
  const digits = receiptNo.slice(receiptNo.lastIndexOf('-') + 1);
  return `${LEAD_BY_DIGITS.get(digits.length) ?? ''}${receiptNo}${checkCharacter(receiptNo)}`;
}

/** The receipt number in a scanned code, or null when it is none or was misread. */
export function parseReceiptCode(text: string): string | null {
  // Capitals lock on a keyboard-wedge scanner turns the letters' case over.
  const upper = text.toUpperCase();
  const match = /^([R-U])([0-9A-Z]{1,8}-[0-9A-Z]{1,4}-(\d{6,9}))([0-9A-Z])$/.exec(upper);
  const [, lead = '', receiptNo = '', digits = '', check = ''] = match ?? [];
  if (receiptNo === '' || LEAD_BY_DIGITS.get(digits.length) !== lead) return null;
  return checkCharacter(receiptNo) === check ? receiptNo : null;
}

function checkCharacter(receiptNo: string): string {
  let product = 36;
  for (const character of receiptNo.replaceAll('-', '')) {
    const total = (product + CHECK_ALPHABET.indexOf(character)) % 36;
    product = ((total === 0 ? 36 : total) * 2) % 37;
  }
  return CHECK_ALPHABET[(37 - product) % 36] ?? '';
}
