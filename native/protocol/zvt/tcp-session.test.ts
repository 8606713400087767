import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from './hex.ts';
import type { LineEffect } from './serial-session.ts';
import { stepTcp, TCP_START } from './tcp-session.ts';
import type { TcpState } from './tcp-session.ts';
import { bytesOf, loadVectors } from './vectors/load-vectors.ts';

const STATUS = fromHex('04 0f 02 27 00');
const T1 = { type: 'timer', timer: 'T1' } as const;

function receive(state: TcpState, bytes: Uint8Array) {
  const [next, effects] = stepTcp(state, { type: 'bytes', bytes });
  return { next, effects };
}

describe('TCP session (PA00P016 §3)', () => {
  test('each published message comes whole, split at every byte', () => {
    const rows = loadVectors('apdus.tsv').filter((row) => row.header_length_ok === 'True');
    const inShort = (effects: readonly LineEffect[]): string =>
      effects.map((each) => (each.type === 'deliver' ? toHex(each.apdu) : each.type)).join();
    const wrong = rows.filter((row) => {
      const apdu = bytesOf(row, 'hex');
      const splits = Array.from({ length: apdu.length - 1 }, (_, at) => at + 1);
      return splits.some((at) => {
        const first = receive(TCP_START, apdu.slice(0, at));
        const second = receive(first.next, apdu.slice(at));
        return (
          inShort(first.effects) !== 'startTimer' ||
          inShort(second.effects) !== `stopTimer,${toHex(apdu)}`
        );
      });
    });
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(100);
  });

  test('messages are written as they are: no frame, no doubling', () => {
    const apdu = fromHex('06 01 07 04 00 00 00 00 10 10');
    expect(stepTcp(TCP_START, { type: 'send', apdu })[1]).toEqual([
      { type: 'write', bytes: apdu },
      { type: 'delivered', apdu, transmissions: 1 },
    ]);
  });

  test('half a message for T3 breaks the connection, counted from its first byte', () => {
    const first = receive(TCP_START, STATUS.slice(0, 2));
    const second = receive(first.next, STATUS.slice(2, 4));
    expect(second.effects).toEqual([]);
    expect(stepTcp(second.next, T1)).toEqual([TCP_START, [{ type: 'broken' }]]);
  });

  test('the half behind a whole message has a time of its own', () => {
    const { next, effects } = receive(TCP_START, concat(STATUS, STATUS.slice(0, 3)));
    expect(effects.map((effect) => effect.type)).toEqual(['startTimer', 'deliver']);
    expect(toHex(next.rest)).toBe('040f02');
  });

  test('a line that went away forgets the half', () => {
    const { next } = receive(TCP_START, STATUS.slice(0, 2));
    const [gone] = stepTcp(next, { type: 'lineLost' });
    expect(stepTcp(gone, T1)).toEqual([TCP_START, []]);
  });
});
