import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerReader, type PrinterAnswer } from './answers.ts';

function answers(bytes: readonly number[], reader = new AnswerReader()): PrinterAnswer[] {
  return bytes.flatMap((byte) => reader.take(byte) ?? []);
}

describe('what a printer sends', () => {
  test('is told apart by its fixed bits', () => {
    expect(answers([0x12, 0x1a, 0x00, 0x03, 0x11, 0x13])).toEqual([
      { kind: 'realTime', byte: 0x12 },
      { kind: 'realTime', byte: 0x1a },
      { kind: 'ordered', byte: 0x00 },
      { kind: 'ordered', byte: 0x03 },
      { kind: 'resume' },
      { kind: 'hold' },
    ]);
  });

  test('automatic status is one answer of four bytes, whatever comes between', () => {
    expect(answers([0x38, 0x00, 0x12, 0x0f, 0x13, 0x00, 0x00])).toEqual([
      { kind: 'realTime', byte: 0x12 },
      { kind: 'hold' },
      { kind: 'automatic', bytes: [0x38, 0x00, 0x0f, 0x00] },
      { kind: 'ordered', byte: 0x00 },
    ]);
  });

  test('process ID, cleared buffers and texts are blocks up to a NUL', () => {
    const text = [...Buffer.from('EPSON', 'latin1')];
    expect(answers([0x37, 0x22, 0x30, 0x31, 0x32, 0x33, 0x00])).toEqual([
      { kind: 'processId', id: '0123' },
    ]);
    expect(answers([0x37, 0x25, 0x00, 0x5f, ...text, 0x00])).toEqual([
      { kind: 'cleared' },
      { kind: 'text', text: 'EPSON' },
    ]);
    expect(answers([0x37, 0x22, 0x30, 0x00, 0x00])).toEqual([{ kind: 'ordered', byte: 0 }]);
  });

  test('noise never throws and never is a process ID nobody gave', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const reader = new AnswerReader();
        for (const answer of answers([...noise], reader)) {
          if (answer.kind === 'processId') expect(answer.id).toHaveLength(4);
        }
        // However it ended, after a block's length of NULs the reader hears again.
        answers(
          Array.from({ length: 4 }, () => 0),
          reader,
        );
        expect(answers([0x12], reader)).toEqual([{ kind: 'realTime', byte: 0x12 }]);
      }),
    );
  });
});
