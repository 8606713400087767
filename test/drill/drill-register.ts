import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { openReadStore } from '../../db/store.ts';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { type Child, startChild } from './child.ts';
import type { Answer, Order } from './messages.ts';

/** A sale as a register's journal has it. */
export interface JournaledSale {
  readonly saleId: string;
  readonly receiptNo: string;
  readonly totalMinor: number;
}

/** A register's service as a process of its own on a folder of its own. */
export class DrillRegister {
  readonly dataDir: string;
  private child: Child<Order, Answer> | null = null;

  constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  get database(): string {
    return join(this.dataDir, 'register.db');
  }
  get secondCopy(): string {
    return join(this.dataDir, 'second-copy', 'journal.ndjson');
  }

  /** Lays the folder out as at the first set-up of a lane. */
  async setUp(registerId: string, url: string, enrolmentCode: string): Promise<void> {
    await writeRegisterFiles({
      dataDir: this.dataDir,
      registerId,
      devices: { terminal: null, printer: null, scanner: null },
      headOffice: { url, enrolmentCode },
      items: null,
    });
  }

  /** What a person does who is given a new code: types it into `register.json`. */
  typeCode(enrolmentCode: string): void {
    const path = join(this.dataDir, 'register.json');
    const settings = JSON.parse(readFileSync(path, 'utf8')) as { headOffice: object };
    settings.headOffice = { ...settings.headOffice, enrolmentCode };
    writeFileSync(path, JSON.stringify(settings, null, 2));
  }

  async start(): Promise<void> {
    this.child = startChild('register-process.ts', [this.dataDir]);
    await this.child.answer();
  }

  async order(order: Order): Promise<void> {
    if (this.child === null) throw new Error('the register is not running');
    const answer = await this.child.ask(order);
    if (answer.kind === 'failed') throw new Error(`${order.kind}: ${answer.why}`);
  }

  /** Sells, closes the day, and waits until head office has signed for it. */
  async fullDay(sales: number): Promise<void> {
    await this.order({ kind: 'sell', sales });
    await this.order({ kind: 'closeDay' });
    await this.order({ kind: 'until', state: 'allSent' });
  }

  async stop(): Promise<void> {
    if (this.child === null) return;
    await this.order({ kind: 'stop' });
    await this.child.ended;
    this.child = null;
  }

  /** Ends without a word, as with the power. */
  async kill(): Promise<void> {
    await this.child?.kill();
    this.child = null;
  }

  /** Every sale in its journal. Only while it is stopped. */
  sales(): JournaledSale[] {
    const store = openReadStore(this.database);
    try {
      return store.read((tx) =>
        tx
          .entries(1, tx.journalHead().seq)
          .flatMap((entry) => (isEntry(entry, 'sale.completed') ? [entry.payload] : []))
          .map(({ saleId, receiptNo, totalMinor }) => ({ saleId, receiptNo, totalMinor })),
      );
    } finally {
      store.close();
    }
  }
}
