import { trainingDocument } from '../../core/receipt/training-mark.ts';
import type { TillSettings } from '../../till/runtime/context.ts';
import type { UploadFiles } from '../../till/ports/head-office.ts';
import { paperLocale } from '../../till/printing/paper-words.ts';
import type { ReceiptPrinter } from '../../till/ports/peripherals.ts';

/**
 * The printer of a register that is practised on. Whatever is printed, receipt, slip or report,
 * goes through here and says that it is practice; the drawer with the shop's money stays shut.
 */
export function trainingPrinter(printer: ReceiptPrinter, settings: TillSettings): ReceiptPrinter {
  const layout = {
    locale: paperLocale(settings, settings.defaultLocale),
    columns: settings.receiptColumns,
    characters: settings.receiptCharacters,
    currency: settings.currency,
  };
  return {
    status: () => printer.status(),
    onStatus: (listener) => printer.onStatus(listener),
    print: (document) => printer.print(trainingDocument(document, layout)),
    expectHalfPaper: () => printer.expectHalfPaper(),
    close: () => printer.close(),
    openDrawer: () => Promise.resolve({ outcome: 'done' }),
  };
}

/** A practice day leaves no file that could be carried to head office. */
export const noUploadFiles: UploadFiles = {
  keep: () => Promise.resolve(),
  discard: () => undefined,
};
