import { expect, test } from 'vitest';
import { CURRENCIES } from '../../../core/money/currency.ts';
import type { LateResultDecider } from '../../../till/ports/card-terminal.ts';
import { ManualTimers } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { keptLog } from '../testing/quiet-log.ts';
import { IDLE_TERMINAL, TcpPeer } from '../testing/tcp-peer.ts';
import { APPROVED, during } from '../testing/terminal-on-tcp.ts';
import { checkable } from '../terminal-kit/terminal-check.ts';
import { ZvtTerminal } from './terminal.ts';

/** A test of the connection that an approval of an earlier payment comes into; what it is told. */
async function answerToLate(decideLate: LateResultDecider | null): Promise<string | undefined> {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const peer = new TcpPeer(line, IDLE_TERMINAL);
  const around = { transport: line.near, currency: CURRENCIES.CNY, timers, log: keptLog() };
  const options = { framing: 'tcp', password: '123456', terminalId: 'T1' } as const;
  const tested = checkable(new ZvtTerminal({ ...around, ...options }), decideLate);
  expect(await during(timers, tested.connect())).toBeNull();
  peer.say(APPROVED);
  await timers.advance(10);
  const answer = peer.received.at(-1);
  await during(timers, tested.close());
  return answer;
}

test('an approval that comes late is decided on as while the register had the line', async () => {
  expect(await answerToLate(() => 'book')).toBe('800000');
  expect(await answerToLate(() => 'refuse')).toBe('846c00');
});

test('where nobody can decide on it, it is refused', async () => {
  expect(await answerToLate(null)).toBe('846c00');
});
