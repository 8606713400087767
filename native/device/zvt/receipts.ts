import type { Log } from '../../../till/ports/system.ts';
import type { TerminalObserver } from '../../../till/ports/card-terminal.ts';
import type { ReceiptKind } from '../../protocol/zvt/print-text.ts';
import { ReceiptCollector } from './receipt-collector.ts';

/** Collects receipts for an observer whose failure must not stop the terminal. */
export function receiptsFor(
  order: readonly ReceiptKind[],
  observer: Pick<TerminalObserver, 'receipt'>,
  log: Log,
): ReceiptCollector {
  return new ReceiptCollector(order, (slip) => {
    try {
      observer.receipt(slip);
    } catch (error) {
      // A lost slip can be printed again; the payment it belongs to must go on.
      log.error('terminal receipt not stored', { error: String(error) });
    }
  });
}
