import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from './frame.ts';
import { concat, fromHex, toHex } from './hex.ts';
import { SERIAL_START, stepSerial } from './serial-session.ts';
import type { LineEvent, SerialState } from './serial-session.ts';
import { bytesOf, loadVectors } from './vectors/load-vectors.ts';

const PAY = fromHex('06 01 0a 04 00 00 00 00 10 10 49 01 56');
const ABORT = fromHex('06 b0 00');
const POSITIVE = fromHex('80 00 00');
const STATUS = fromHex('04 0f 02 27 00');
const ACK = fromHex('06');
const NAK = fromHex('15');

/** Runs events and tells the effects in short: 'w:…' written, 'd:…' delivered up. */
function session(start: SerialState = SERIAL_START) {
  let state = start;
  return {
    state: () => state,
    step(event: LineEvent): string[] {
      const [next, effects] = stepSerial(state, event);
      state = next;
      return effects.map((effect) => {
        switch (effect.type) {
          case 'write':
            return `w:${toHex(effect.bytes)}`;
          case 'deliver':
            return `d:${toHex(effect.apdu)}`;
          case 'delivered':
            return `ok:${toHex(effect.apdu)}:${effect.transmissions}`;
          case 'notDelivered':
            return `failed:${toHex(effect.apdu)}`;
          case 'startTimer':
            return `start:${effect.timer}`;
          case 'stopTimer':
            return `stop:${effect.timer}`;
          case 'broken':
            return 'broken';
        }
      });
    },
    bytes(bytes: Uint8Array): string[] {
      return this.step({ type: 'bytes', bytes }).filter((text) => text !== 'stop:T1');
    },
    send(apdu: Uint8Array): string[] {
      return this.step({ type: 'send', apdu });
    },
    t2(): string[] {
      return this.step({ type: 'timer', timer: 'T2' });
    },
  };
}

const w = (bytes: Uint8Array): string => `w:${toHex(bytes)}`;
const wf = (apdu: Uint8Array): string => w(encodeFrame(apdu));

describe('serial session', () => {
  test('a command is sent, acknowledged, and answered', () => {
    const line = session();
    expect(line.send(PAY)).toEqual([wf(PAY), 'start:T2']);
    expect(line.bytes(ACK)).toEqual(['stop:T2', `ok:${toHex(PAY)}:1`]);
    expect(line.bytes(encodeFrame(POSITIVE))).toEqual([w(ACK), `d:${toHex(POSITIVE)}`]);
  });

  test.each(['T2', 'NAK'])('three transmissions after %s, then the failure is told', (why) => {
    const line = session();
    const fail = () => (why === 'T2' ? line.t2() : line.bytes(NAK));
    line.send(PAY);
    expect(fail()).toEqual([wf(PAY), 'start:T2']);
    expect(fail()).toEqual([wf(PAY), 'start:T2']);
    expect(fail()).toEqual(['stop:T2', `failed:${toHex(PAY)}`]);
    expect(fail()).toEqual([]);
  });

  test('a command goes when the answer it waited behind is given up', () => {
    const line = session();
    line.bytes(encodeFrame(STATUS));
    line.send(POSITIVE);
    expect(line.send(PAY)).toEqual([]);
    line.t2();
    line.t2();
    expect(line.t2()).toEqual(['stop:T2', `failed:${toHex(POSITIVE)}`, wf(PAY), 'start:T2']);
    expect(line.bytes(ACK)).toEqual(['stop:T2', `ok:${toHex(PAY)}:1`]);
  });

  test('the number of transmissions is told with the acknowledgement', () => {
    const line = session();
    line.send(PAY);
    line.t2();
    expect(line.bytes(ACK)).toEqual(['stop:T2', `ok:${toHex(PAY)}:2`]);
  });

  test('a wrong check sum is answered NAK', () => {
    const frame = encodeFrame(STATUS);
    const broken = frame.map((byte, at) => (at === frame.length - 1 ? byte ^ 0x41 : byte));
    expect(session().bytes(broken)).toEqual([w(NAK)]);
  });

  test('a frame that breaks off is answered NAK after T1, and its repeat is read', () => {
    const line = session();
    const frame = encodeFrame(STATUS);
    expect(line.bytes(frame.slice(0, 5))).toEqual(['start:T1']);
    expect(line.step({ type: 'timer', timer: 'T1' })).toEqual([w(NAK)]);
    expect(line.bytes(frame)).toEqual([w(ACK), `d:${toHex(STATUS)}`]);
  });

  test('10 followed by anything but 10 or 03: NAK once the line is quiet, and the repeat is read', () => {
    const line = session();
    expect(line.bytes(fromHex('10 02 04 0f 10 41 06 15'))).toEqual(['start:T1']);
    expect(line.step({ type: 'timer', timer: 'T1' })).toEqual([w(NAK)]);
    expect(line.bytes(encodeFrame(STATUS))).toEqual([w(ACK), `d:${toHex(STATUS)}`]);
  });

  test('a check sum with bytes 10 and 03 is taken as it is', () => {
    for (const row of loadVectors('edge-cases.tsv')) {
      const apdu = bytesOf(row, 'apdu_hex');
      const effects = session().bytes(bytesOf(row, 'frame_hex'));
      expect(effects).toEqual([w(ACK), `d:${toHex(apdu)}`]);
    }
  });

  test('ACK and NAK are not acknowledged, and mean nothing when nothing is open', () => {
    const line = session();
    expect(line.bytes(concat(ACK, NAK, ACK))).toEqual([]);
  });

  test('a lost NAK: the terminal repeats after its own T2, and nothing is delivered twice', () => {
    const line = session();
    const frame = encodeFrame(STATUS);
    const broken = frame.map((byte, at) => (at === 5 ? byte ^ 0x20 : byte));
    expect(line.bytes(broken)).toEqual([w(NAK)]);
    expect(line.bytes(frame)).toEqual([w(ACK), `d:${toHex(STATUS)}`]);
    expect(line.bytes(frame)).toEqual([w(ACK)]);
  });

  test('an answer on the line proves that the command came when its ACK was lost', () => {
    const line = session();
    line.send(PAY);
    expect(line.bytes(encodeFrame(POSITIVE))).toEqual([
      w(ACK),
      'stop:T2',
      `ok:${toHex(PAY)}:1`,
      `d:${toHex(POSITIVE)}`,
    ]);
    expect(line.t2()).toEqual([]);
  });

  test('a repeated message is acknowledged and answered again, but delivered once', () => {
    const line = session();
    expect(line.bytes(encodeFrame(STATUS))).toEqual([w(ACK), `d:${toHex(STATUS)}`]);
    // Nothing answered yet: ACK only.
    expect(line.bytes(encodeFrame(STATUS))).toEqual([w(ACK)]);
    line.send(POSITIVE);
    expect(line.bytes(encodeFrame(STATUS))).toEqual([w(ACK), wf(POSITIVE), 'start:T2']);
    expect(line.bytes(ACK)).toEqual(['stop:T2', `ok:${toHex(POSITIVE)}:1`]);
    // Once the answer is acknowledged the same bytes are a new message.
    expect(line.bytes(encodeFrame(STATUS))).toEqual([w(ACK), `d:${toHex(STATUS)}`]);
  });

  test('an answer overtakes a command that collided with the terminal, which follows', () => {
    const line = session();
    line.send(ABORT);
    expect(line.bytes(encodeFrame(STATUS))).toEqual([w(ACK), `d:${toHex(STATUS)}`]);
    expect(line.send(POSITIVE)).toEqual([wf(POSITIVE), 'start:T2']);
    expect(line.bytes(ACK)).toEqual(['stop:T2', `ok:${toHex(POSITIVE)}:1`, wf(ABORT), 'start:T2']);
  });

  test('a command given while an answer is open goes after it', () => {
    const line = session();
    line.bytes(encodeFrame(STATUS));
    line.send(POSITIVE);
    expect(line.send(ABORT)).toEqual([]);
    expect(line.bytes(ACK)).toContain(wf(ABORT));
  });

  test('two frames in one read are both answered', () => {
    const line = session();
    const other = fromHex('04 ff 01 0a');
    expect(line.bytes(concat(encodeFrame(other), encodeFrame(STATUS)))).toEqual([
      w(ACK),
      `d:${toHex(other)}`,
      w(ACK),
      `d:${toHex(STATUS)}`,
    ]);
  });

  test('a line that goes away voids the half frame and keeps the message to repeat', () => {
    const line = session();
    line.send(PAY);
    line.bytes(encodeFrame(STATUS).slice(0, 6));
    line.step({ type: 'lineLost' });
    expect(line.t2()).toEqual([wf(PAY), 'start:T2']);
    expect(line.bytes(encodeFrame(STATUS))).toEqual([w(ACK), `d:${toHex(STATUS)}`]);
  });

  test('a command that was given up is not repeated when the line is back', () => {
    const line = session();
    line.send(PAY);
    expect(line.step({ type: 'forget' })).toEqual(['stop:T2']);
    expect(line.t2()).toEqual([]);
    // An answer is owed all the same.
    line.bytes(encodeFrame(STATUS));
    line.send(POSITIVE);
    line.step({ type: 'forget' });
    expect(line.t2()).toEqual([wf(POSITIVE), 'start:T2']);
  });

  test('whatever comes, no message is sent more than three times for one request', () => {
    const event: fc.Arbitrary<LineEvent> = fc.oneof(
      fc.constantFrom<LineEvent>(
        { type: 'bytes', bytes: ACK },
        { type: 'bytes', bytes: NAK },
        { type: 'timer', timer: 'T1' },
        { type: 'timer', timer: 'T2' },
        { type: 'lineLost' },
        { type: 'bytes', bytes: encodeFrame(POSITIVE) },
        { type: 'bytes', bytes: encodeFrame(STATUS) },
      ),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => ({ type: 'bytes' as const, bytes })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const line = session();
        const effects = [...line.send(PAY)];
        for (const next of events) {
          for (const effect of line.step(next)) {
            effects.push(effect);
            if (effect === `d:${toHex(STATUS)}`) effects.push(...line.send(POSITIVE));
          }
        }
        expect(effects.filter((effect) => effect === wf(PAY)).length).toBeLessThanOrEqual(3);
      }),
    );
  });

  test('the same message is news once the terminal has taken up another command', () => {
    const REGISTER = fromHex('06 00 00');
    const COMPLETION = fromHex('06 0f 00');
    const line = session();
    const run = () => {
      line.send(REGISTER);
      line.bytes(ACK);
      line.bytes(encodeFrame(POSITIVE));
      return line.bytes(encodeFrame(COMPLETION));
    };
    expect(run()).toContain(`d:${toHex(COMPLETION)}`);
    // Our answer never arrives: the terminal is busy with it, and repeats are repeats.
    line.send(POSITIVE);
    expect(line.bytes(NAK)).toContain(wf(POSITIVE));
    expect(line.bytes(NAK)).toContain(wf(POSITIVE));
    expect(line.bytes(NAK)).toContain(`failed:${toHex(POSITIVE)}`);
    expect(line.bytes(encodeFrame(COMPLETION))).toEqual([w(ACK)]);
    line.send(fromHex('05 01 00'));
    line.bytes(ACK);
    line.bytes(encodeFrame(fromHex('84 9c 00')));
    expect(line.bytes(encodeFrame(COMPLETION))).toEqual([w(ACK)]);
    // With 80 00 it is at a new command, whose end may be the very same bytes.
    expect(run()).toContain(`d:${toHex(COMPLETION)}`);
  });
});
