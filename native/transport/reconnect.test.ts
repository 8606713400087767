import { describe, expect, test } from 'vitest';
import { ReconnectingLink } from './reconnect.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { MemoryLine } from './testing/memory-line.ts';

function setUp() {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const link = new ReconnectingLink(line.near, timers, { firstDelayMs: 100, maxDelayMs: 400 });
  const states: string[] = [];
  link.onState(({ state, code }) => states.push(code === null ? state : `${state}:${code}`));
  return { line, timers, link, states };
}

describe('reconnect', () => {
  test('opens, and opens again after the line was lost', async () => {
    const { line, timers, link, states } = setUp();
    link.start();
    await timers.advance(0);
    line.pull();
    await timers.advance(99);
    expect(link.state()).toEqual({ state: 'fault', code: 'lost' });
    await timers.advance(1);
    expect(states).toEqual(['connecting', 'open', 'fault:lost', 'open']);
    await link.stop();
    expect(timers.pending()).toBe(0);
  });

  test('pauses grow up to the limit, and start small once the line has spoken', async () => {
    const { line, timers, link } = setUp();
    let openings = 0;
    const open = line.near.open.bind(line.near);
    Object.assign(line.near, {
      open: () => {
        openings += 1;
        return open();
      },
    });
    line.openFault = 'portMissing';
    link.start();
    await timers.advance(0);
    expect(link.state()).toEqual({ state: 'fault', code: 'portMissing' });
    // 100, 200, 400, 400 …
    await timers.advance(1100);
    expect(openings).toBe(5);
    line.openFault = null;
    await timers.advance(400);
    expect(link.state().state).toBe('open');
    line.send(Uint8Array.of(1));
    line.pull();
    await timers.advance(100);
    expect(link.state().state).toBe('open');
    await link.stop();
  });

  test('waiting for the line: there, coming, not coming, given up', async () => {
    const { line, timers, link } = setUp();
    line.openFault = 'refused';
    link.start();
    const early = link.whenOpen(50);
    await timers.advance(60);
    expect(await early).toBe(false);
    const later = link.whenOpen(1000);
    line.openFault = null;
    await timers.advance(200);
    expect(await later).toBe(true);
    expect(await link.whenOpen(1)).toBe(true);
    line.openFault = 'refused';
    line.pull();
    const stopped = link.whenOpen(1000);
    await link.stop();
    expect(await stopped).toBe(false);
    expect(timers.pending()).toBe(0);
  });

  test('a restart drops the line and opens it anew', async () => {
    const { timers, link, states } = setUp();
    link.start();
    await timers.advance(0);
    await link.restart();
    await timers.advance(0);
    expect(states).toEqual(['connecting', 'open', 'connecting', 'open']);
    await link.stop();
  });
});
