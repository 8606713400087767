import type { BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { createProgramEnd, keepOpen, keepTill } from './program-end.ts';

/** A window that is only its events. */
function heldWindow() {
  const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
  const on = (name: string, listener: (event: { preventDefault(): void }) => void) => {
    listeners.set(name, listener);
  };
  return {
    window: { on } as unknown as Pick<BrowserWindow, 'on'>,
    /** Whether the event went through. */
    fire(name: string): boolean {
      let isPrevented = false;
      listeners.get(name)?.({
        preventDefault: () => {
          isPrevented = true;
        },
      });
      return !isPrevented;
    },
  };
}

function program(kiosk: boolean) {
  let quits = 0;
  const log: string[] = [];
  const end = createProgramEnd({
    kiosk,
    log: (_, message) => void log.push(message),
    quit: () => {
      quits += 1;
    },
  });
  return { end, log, quits: () => quits };
}

describe('a program in kiosk mode', () => {
  it.each(['till', 'display', 'training'])('keeps its %s window against Alt+F4', (kind) => {
    const { end, log, quits } = program(true);
    const { window, fire } = heldWindow();
    keepOpen(window, kind, end);
    expect(fire('close')).toBe(false);
    end.ask('window-all-closed');
    expect(quits()).toBe(0);
    expect(log).toEqual(['end refused in kiosk mode', 'end refused in kiosk mode']);
  });

  it('ends when the office ends it, and closes its windows then', () => {
    const { end, quits } = program(true);
    const { window, fire } = heldWindow();
    keepOpen(window, 'till', end);
    end.end('office');
    expect(quits()).toBe(1);
    expect(end.mayEnd()).toBe(true);
    expect(fire('close')).toBe(true);
  });

  it('ends with the session of the system', () => {
    const { end, quits } = program(true);
    const { window, fire } = heldWindow();
    keepOpen(window, 'till', end);
    fire('session-end');
    expect(quits()).toBe(1);
    expect(end.mayEnd()).toBe(true);
  });
});

/** Opens windows that are only their being gone. */
function openedWindows() {
  const gone: (() => void)[] = [];
  const open = () => ({ on: (_: 'closed', listener: () => void) => void gone.push(listener) });
  return { open, close: (place: number) => gone[place]?.(), count: () => gone.length };
}

describe('a till window that is gone without having been asked', () => {
  it('is opened again in kiosk mode, as often as it goes', () => {
    const { end, quits } = program(true);
    const windows = openedWindows();
    const till = keepTill(windows.open, end);
    const first = till();
    windows.close(0);
    windows.close(1);
    expect(windows.count()).toBe(3);
    expect(till()).not.toBe(first);
    expect(quits()).toBe(0);
  });

  it('stays gone once the office has ended the program', () => {
    const { end } = program(true);
    const windows = openedWindows();
    keepTill(windows.open, end);
    end.end('office');
    windows.close(0);
    expect(windows.count()).toBe(1);
  });

  it('ends a program that is no kiosk', () => {
    const { end, quits } = program(false);
    const windows = openedWindows();
    keepTill(windows.open, end);
    windows.close(0);
    expect(windows.count()).toBe(1);
    expect(quits()).toBe(1);
  });
});

describe('a program in a window', () => {
  it('ends when the window is closed', () => {
    const { end, quits } = program(false);
    const { window, fire } = heldWindow();
    keepOpen(window, 'till', end);
    expect(fire('close')).toBe(true);
    end.ask('window till closed');
    expect(quits()).toBe(1);
  });
});
