import { expect, test } from 'vitest';
import { ACK, encodeFrame } from '../../protocol/zvt/frame.ts';
import { concat, fromHex, toHex } from '../../protocol/zvt/hex.ts';
import { ManualTimers, settle } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { keptLog } from '../testing/quiet-log.ts';
import { ZvtLine } from './line.ts';

const ABORT = fromHex('06 b0 00');
const POSITIVE = fromHex('80 00 00');
const INTERMEDIATE = fromHex('04 ff 01 0a');

test('an answer is repeated though an older acknowledgement came with the message', async () => {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const given: string[] = [];
  const writes: string[] = [];
  line.onWrite = (bytes) => writes.push(toHex(bytes));
  await line.near.open();
  const zvt: ZvtLine = new ZvtLine({
    transport: line.near,
    framing: 'serial',
    timers,
    log: keptLog(),
    listener: {
      received: () => zvt.send(POSITIVE),
      delivered: (apdu) => given.push(`delivered ${toHex(apdu)}`),
      notDelivered: (apdu) => given.push(`given up ${toHex(apdu)}`),
      writeFailed: () => {},
      broken: () => {},
    },
  });
  zvt.send(ABORT);
  await settle();
  // In one piece, as a busy machine reads it: a message, then the ACK of what was sent before.
  line.send(concat(encodeFrame(INTERMEDIATE), Uint8Array.of(ACK)));
  await timers.advance(20_000);
  const answer = toHex(encodeFrame(POSITIVE));
  expect(writes.filter((write) => write === answer)).toHaveLength(3);
  expect(given).toEqual([`delivered ${toHex(ABORT)}`, `given up ${toHex(POSITIVE)}`]);
  zvt.dispose();
});
