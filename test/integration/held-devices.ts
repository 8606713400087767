import type { PrintDocument } from '../../core/receipt/types.ts';
import type { CardTerminal } from '../../till/ports/card-terminal.ts';
import type { DeviceStatus } from '../../till/ports/device.ts';
import type {
  PrintOutcome,
  RawScan,
  ReceiptPrinter,
  Scanner,
} from '../../till/ports/peripherals.ts';

/** What a card terminal can do that does everything but a signature's check and wallets. */
export const CAN_ALL: CardTerminal['capabilities'] = {
  reversal: true,
  reversalRepeatable: true,
  refund: true,
  partialRefund: true,
  lastTransaction: 'byComparison',
  closeBatch: true,
  closeForgets: false,
  totals: false,
  abort: true,
  refusesResult: true,
  signatureCheck: false,
  repeatsSlips: true,
  walletCodes: [],
  walletSelection: [],
};

/** A printer that keeps what it printed and can be out of paper. */
export class PaperTray implements ReceiptPrinter {
  readonly printed: PrintDocument[] = [];
  drawerOpenings = 0;
  answer: PrintOutcome = { outcome: 'done' };
  private readonly listeners: ((status: DeviceStatus) => void)[] = [];
  status(): DeviceStatus {
    const { answer } = this;
    if (answer.outcome === 'none') return { state: 'fault', code: answer.code };
    return { state: 'ready', code: null };
  }
  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.listeners.push(listener);
    return () => undefined;
  }
  print(document: PrintDocument): Promise<PrintOutcome> {
    if (this.answer.outcome !== 'none') this.printed.push(document);
    return Promise.resolve(this.answer);
  }
  expectHalfPaper(): void {}
  openDrawer(): Promise<PrintOutcome> {
    this.drawerOpenings += 1;
    return Promise.resolve({ outcome: 'done' });
  }
  async close(): Promise<void> {}
  paperIn(): void {
    this.answer = { outcome: 'done' };
    for (const listener of this.listeners) listener(this.status());
  }
}

/** A scanner in the test's hand. */
export class HandScanner implements Scanner {
  private listener: (scan: RawScan) => void = () => undefined;
  private misread: () => void = () => undefined;
  status(): DeviceStatus {
    return { state: 'ready', code: null };
  }
  onStatus(): () => void {
    return () => undefined;
  }
  onScan(listener: (scan: RawScan) => void): () => void {
    this.listener = listener;
    return () => undefined;
  }
  onMisread(listener: () => void): () => void {
    this.misread = listener;
    return () => undefined;
  }
  /** A read that broke off in the middle. */
  halfRead(): void {
    this.misread();
  }
  read(text: string): void {
    this.listener({ text, atMs: 0 });
  }
  async close(): Promise<void> {}
}
