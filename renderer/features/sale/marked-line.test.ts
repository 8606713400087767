import { describe, expect, it } from 'vitest';
import { markedLine, moveMark } from './marked-line.ts';

const lines = [
  { lineId: 'a', voided: false },
  { lineId: 'b', voided: true },
  { lineId: 'c', voided: false },
  { lineId: 'd', voided: true },
];

describe('marked line', () => {
  it('is the newest open one unless another was chosen', () => {
    expect(markedLine(lines, null)?.lineId).toBe('c');
    expect(markedLine(lines, 'a')?.lineId).toBe('a');
    expect(markedLine(lines, 'b')?.lineId).toBe('c');
    expect(markedLine([], 'a')).toBeNull();
  });

  it('moves past voided lines and stops at the ends', () => {
    expect(moveMark(lines, null, -1)).toBe('a');
    expect(moveMark(lines, 'a', -1)).toBe('a');
    expect(moveMark(lines, 'a', 1)).toBe('c');
    expect(moveMark(lines, 'c', 1)).toBe('c');
    expect(moveMark([], null, 1)).toBeNull();
  });
});
