import iconv from 'iconv-lite';

/** Character set of a printer. GB18030 is what Chinese printers take in two-byte mode. */
export type PrinterCodePage = 'gb18030' | 'cp858' | 'cp437';

const REPLACEMENT = 0x3f;

/**
 * Text in a printer's character set. What the set does not have becomes a visible '?', so that a
 * missing sign is seen on paper and not silently dropped; control characters never reach it.
 */
export function encodeText(text: string, codePage: PrinterCodePage): Uint8Array {
  const bytes: number[] = [];
  for (const sign of text.normalize('NFC')) {
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) continue;
    if (code < 0x7f) bytes.push(code);
    else bytes.push(...encodeSign(sign, codePage));
  }
  return Uint8Array.from(bytes);
}

function encodeSign(sign: string, codePage: PrinterCodePage): readonly number[] {
  const bytes = [...iconv.encode(sign, codePage)];
  // Four-byte GB18030 is beyond what receipt printers carry a font for.
  const printable = codePage !== 'gb18030' || bytes.length === 2;
  const known = iconv.decode(Buffer.from(bytes), codePage) === sign;
  return known && printable ? bytes : [REPLACEMENT];
}
