/** One printed thing, already fitted to the paper's columns by `core/receipt`. */
export type PrintBlock =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly align: 'left' | 'center' | 'right';
      readonly bold: boolean;
      /** Doubled characters take twice the columns when `large`. */
      readonly size: 'normal' | 'tall' | 'large';
    }
  | { readonly kind: 'barcode'; readonly symbology: 'code128'; readonly data: string }
  | { readonly kind: 'qr'; readonly data: string }
  | { readonly kind: 'feed'; readonly lines: number };

/** A document for the receipt printer. It is cut at its end. */
export interface PrintDocument {
  /** Columns of a normal-size line: 32 (58 mm), 42 or 48 (80 mm); CJK counts double. */
  readonly columns: 32 | 42 | 48;
  readonly blocks: readonly PrintBlock[];
}
