import { cpSync, rmSync } from 'node:fs';
import { journalEntrySchema } from '../../contracts/journal.ts';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { type Child, startChild } from './child.ts';
import type { JournaledSale } from './drill-register.ts';
import type { OfficeAnswer, OfficeOrder } from './messages.ts';

/** Head office as its own process on a folder of its own, at an address that stays. */
export class DrillOffice {
  readonly dataDir: string;
  url = '';
  private child: Child<OfficeOrder, OfficeAnswer> | null = null;
  private reader = '';

  constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  async start(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const child = startChild<OfficeOrder, OfficeAnswer>('office-process.ts', [this.dataDir, port]);
    this.child = child;
    this.url = (await child.answer()).url;
    if (this.reader === '') this.reader = await this.order({ kind: 'reader' });
  }

  async stop(): Promise<void> {
    if (this.child === null) return;
    await this.order({ kind: 'stop' });
    await this.child.ended;
    this.child = null;
  }

  async kill(): Promise<void> {
    await this.child?.kill();
    this.child = null;
  }

  code(registerId: string): Promise<string> {
    return this.order({ kind: 'code', registerId });
  }

  async revoke(registerId: string): Promise<void> {
    await this.order({ kind: 'revoke', registerId });
  }

  /** Copies its folder while it is stopped, as the guide says. */
  async backUp(to: string): Promise<void> {
    await this.stop();
    cpSync(this.dataDir, to, { recursive: true });
    await this.start();
  }

  /** Lays a backup back in place of what is there. */
  async restore(from: string): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true });
    cpSync(from, this.dataDir, { recursive: true });
    await this.start();
  }

  /** Every sale it holds, as often as it holds it. */
  async sales(): Promise<JournaledSale[]> {
    const sales: JournaledSale[] = [];
    let after = 0;
    for (;;) {
      const response = await this.ask(`/v1/entries?after=${after}&limit=10000`);
      const lines = (await response.text()).split('\n').filter((line) => line !== '');
      if (lines.length === 0) return sales;
      for (const line of lines) {
        const { cursor, entry } = JSON.parse(line) as { cursor: number; entry: unknown };
        after = cursor;
        const parsed = journalEntrySchema.parse(entry);
        if (!isEntry(parsed, 'sale.completed')) continue;
        const { saleId, receiptNo, totalMinor } = parsed.payload;
        sales.push({ saleId, receiptNo, totalMinor });
      }
    }
  }

  /** What its own summaries of these dates add up to. */
  async totalMinor(businessDays: readonly string[]): Promise<number> {
    let total = 0;
    for (const day of businessDays) {
      const response = await this.ask(`/v1/summary?businessDay=${day}`);
      const { registers } = (await response.json()) as { registers: { salesTotalMinor: number }[] };
      for (const { salesTotalMinor } of registers) total += salesTotalMinor;
    }
    return total;
  }

  /** The dates of the batches it holds. */
  async businessDays(): Promise<string[]> {
    const response = await this.ask('/v1/batches?after=0&limit=1000');
    const { batches } = (await response.json()) as { batches: { businessDay: string }[] };
    return [...new Set(batches.map(({ businessDay }) => businessDay))];
  }

  private async ask(path: string): Promise<Response> {
    const response = await fetch(this.url + path, {
      headers: { authorization: `Bearer ${this.reader}` },
    });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    return response;
  }

  private async order(order: OfficeOrder): Promise<string> {
    if (this.child === null) throw new Error('head office is not running');
    return (await this.child.ask(order)).word;
  }
}
