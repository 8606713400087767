// The till service in a process of its own, as main starts it, without Electron: it is killed and
// started again on the same data folder. Argument: the data folder.
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { startRegister } from '../../electron/service/compose.ts';
import type { FaultPoint } from '../../electron/service/fault-points.ts';
import { openLog } from '../../electron/service/log.ts';
import type { FromRegister, Screen, ToRegister } from './messages.ts';
import { pacedTimers } from './pace.ts';

const [, , dataDir = ''] = process.argv;
const log = openLog(join(dataDir, 'logs', 'till-service.log'));
for (const bug of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(bug, (error: unknown) => {
    log.error('bug', { error: error instanceof Error ? (error.stack ?? error.message) : error });
    process.exit(1);
  });
}
let killAt: FaultPoint | null = null;

function tell(message: FromRegister): void {
  process.send?.(message);
}

function screenOf({ basket, payment, devices, ...rest }: TillSnapshot): Screen {
  return {
    phase: rest.phase,
    hasShift: rest.shift !== null,
    payment:
      payment === null
        ? null
        : {
            attemptId: payment.attemptId,
            state: payment.state,
            signatureId: payment.signature?.questionId ?? null,
          },
    pending: rest.pendingPayments.map(({ attemptId, way }) => ({ attemptId, way })),
    saleReturn:
      rest.saleReturn === null
        ? null
        : {
            returnId: rest.saleReturn.returnId,
            steps: rest.saleReturn.steps.map(({ way, state }) => ({ way, state })),
          },
    lastSaleId: rest.lastSale?.saleId ?? null,
    basket:
      basket === null
        ? null
        : {
            basketId: basket.basketId,
            lines: basket.lines.length,
            remainingMinor: basket.remainingMinor,
            cashDueMinor: basket.cashDueMinor,
          },
    parked: rest.suspended.map(({ basketId }) => basketId),
    terminalCode: devices.terminal.code,
    notice: rest.notice === null ? '' : `${rest.notice.code}`,
  };
}

const register = await startRegister({
  dataDir,
  log,
  timers: pacedTimers,
  faultPoint(name) {
    if (name === killAt) process.kill(process.pid, 'SIGKILL');
  },
  publish: {
    till: (snapshot) => tell({ kind: 'screen', screen: screenOf(snapshot) }),
    display: () => {},
  },
});

async function carryOut(message: Extract<ToRegister, { kind: 'call' }>): Promise<void> {
  const { id, name, input } = message;
  const handle: unknown = Reflect.get(register.handlers, name);
  if (typeof handle !== 'function') throw new Error(`no such command: ${name}`);
  const answer: unknown = await handle(input, { commandId: uuidv7() });
  tell({ kind: 'reply', id, code: refusalOf(answer) });
}

function refusalOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return 'noAnswer';
  if (answer.ok === true) return null;
  const { error } = answer as { error?: { code: string } };
  return error?.code ?? 'refused';
}

process.on('message', (message: ToRegister) => {
  if (message.kind === 'killAt') killAt = message.moment;
  else if (message.kind === 'call') void carryOut(message);
  else void register.close().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
