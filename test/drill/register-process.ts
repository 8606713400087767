// A register's service in a process of its own, without Electron, on the files of a real one. It does
// what its parent asks, one thing after the other. Argument: the data folder.
import { join } from 'node:path';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { openReadStore } from '../../db/store.ts';
import {
  openForSelling,
  scanAll,
  type ServiceInProcess,
  startServiceInProcess,
} from '../perf/service-in-process.ts';
import { codesToScan, demoOperator } from '../perf/wares.ts';
import type { Answer, Order } from './messages.ts';

const [, , dataDir = ''] = process.argv;
const service = await startServiceInProcess(dataDir);
// Changes nothing, but makes the service publish what is.
await service.must('screen.expects', { expects: 'sale' });
tell({ kind: 'done' });
let queue = Promise.resolve();
process.on('message', (order: Order) => {
  queue = queue.then(async () => {
    try {
      await carryOut(service, order);
      tell({ kind: 'done' });
      if (order.kind === 'stop') process.disconnect();
    } catch (caught) {
      tell({ kind: 'failed', why: String(caught) });
    }
  });
});

function tell(answer: Answer): void {
  process.send?.(answer);
}

async function carryOut(register: ServiceInProcess, order: Order): Promise<void> {
  switch (order.kind) {
    case 'sell':
      return sell(register, order.sales);
    case 'closeDay':
      return closeDay(register);
    case 'send':
      return register.must('upload.send', {});
    case 'until':
      await register.until((snapshot) => isReached(snapshot, order.state));
      return;
    case 'acceptDisk':
      return acceptDisk(register);
    case 'stop':
      return register.close();
  }
}

/** Of closed days all is signed for; or head office is shown in a state that waits for a person. */
function isReached({ devices }: TillSnapshot, state: string): boolean {
  if (state === 'noDisk') return devices.secondCopy.code === state;
  const { code } = devices.headOffice;
  if (state !== 'allSent') return code === state;
  return devices.headOffice.state === 'ready' && isAllSent();
}

function isAllSent(): boolean {
  const store = openReadStore(join(dataDir, 'register.db'));
  try {
    return store.read(
      (tx) => tx.waitingUploads().length === 0 && tx.dayEndsWithoutBatch().length === 0,
    );
  } finally {
    store.close();
  }
}

async function sell(register: ServiceInProcess, sales: number): Promise<void> {
  if (register.latest().operator !== null) await register.must('session.signOff', {});
  await openForSelling(register);
  const codes = codesToScan(null, 40);
  for (let count = 0; count < sales; count += 1) {
    const amountMinor = await scanAll(register, [codes[count % codes.length] ?? '']);
    await register.must('pay.tender', { kind: 'cash', amountMinor });
  }
}

async function acceptDisk(register: ServiceInProcess): Promise<void> {
  if (register.latest().operator !== null) await register.must('session.signOff', {});
  await register.must('session.signOn', demoOperator('manager'));
  await register.must('copy.newDisk', {});
}

async function closeDay(register: ServiceInProcess): Promise<void> {
  if (register.latest().operator !== null) await register.must('session.signOff', {});
  await register.must('session.signOn', demoOperator('manager'));
  if (register.latest().shift !== null) await register.must('shift.close', { counted: [] });
  await register.must('day.close', { skipSettlement: true });
}
