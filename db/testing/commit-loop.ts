/**
 * A process for the crash test: opens a shop and sells until it is killed, telling on standard
 * output the journal number of each commit once it has returned.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../store.ts';
import { steppingClock } from './fakes.ts';
import { OPERATOR, openShop, sellForCash } from './shop.ts';

const [path, secondCopyPath, run] = process.argv.slice(2);
if (path === undefined || secondCopyPath === undefined || run === undefined) {
  throw new Error('usage: commit-loop DATABASE COPY RUN');
}

let ids = 0;
const store = openStore({
  path,
  secondCopyPath,
  clock: steppingClock(),
  ids: {
    next: () => {
      ids += 1;
      return `0192${run.padStart(4, '0')}-0000-7000-8000-${String(ids).padStart(12, '0')}`;
    },
  },
  identity: { storeId: 'S001', registerId: '3' },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
});

function report(): void {
  writeSync(1, `${store.read((tx) => tx.journalHead().seq)}\n`);
}

if (store.read((tx) => tx.openDay()) === null) store.write(openShop);
report();

function sellOn(): void {
  for (let n = 0; n < 5; n += 1) {
    store.write((tx) => {
      const { saleId } = sellForCash(tx, 100 + n);
      tx.append('drawer.opened', { reason: 'sale', saleId }, OPERATOR);
      tx.append('receipt.printed', { saleId, copy: 0 }, 'system');
    });
    report();
  }
  // Lets the second copy run in between, so that the kill may hit it too.
  setImmediate(sellOn);
}
sellOn();
