import type { BrowserWindow } from 'electron';
import type { MainLog } from './main-log.ts';

/** Who may end the program: a window that is closed, a person in the office, the system. */
export interface ProgramEnd {
  /** In kiosk mode false until the office or the system has ended it. */
  mayEnd(): boolean;
  /** Ends the program, in kiosk mode too. */
  end(by: 'office' | 'system'): void;
  /** Somebody closed a window or asked to quit: ends the program unless it is a kiosk. */
  ask(by: string): void;
}

/**
 * In kiosk mode nothing but the office ends the program: not Alt+F4 with goods in the basket, not a
 * closed window, not a quit from anywhere. The system's own end (signing off, shutting down) is let
 * through: it cannot be stopped, and the journal is durable at any moment.
 */
export function createProgramEnd(options: {
  readonly kiosk: boolean;
  readonly log: MainLog;
  readonly quit: () => void;
}): ProgramEnd {
  const { kiosk, log, quit } = options;
  let isEnded = false;
  return {
    mayEnd: () => !kiosk || isEnded,
    end(by) {
      log('info', 'program ends', { by });
      isEnded = true;
      quit();
    },
    ask(by) {
      if (kiosk && !isEnded) log('warn', 'end refused in kiosk mode', { by });
      else quit();
    },
  };
}

/** Keeps a window open against Alt+F4, its system menu and whatever else can be asked first. */
export function keepOpen(
  window: Pick<BrowserWindow, 'on'>,
  kind: string,
  { mayEnd, ask, end }: ProgramEnd,
): void {
  window.on('close', (event) => {
    if (mayEnd()) return;
    event.preventDefault();
    ask(`window ${kind}`);
  });
  // Windows signs the account off or shuts down; `before-quit` does not come then.
  window.on('session-end', () => end('system'));
}

/**
 * Opens the till window, and opens it again in kiosk mode when it is gone all the same: a page's own
 * `window.close()` takes its window away without asking (Electron's `close` event does not come
 * then), and a lane without its window is ended too. Answers which window it is now.
 */
export function keepTill<W extends { on(event: 'closed', gone: () => void): unknown }>(
  open: () => W,
  { mayEnd, ask }: ProgramEnd,
): () => W {
  const openKept = (): W => {
    const opened = open();
    opened.on('closed', () => {
      ask('till window gone');
      if (!mayEnd()) window = openKept();
    });
    return opened;
  };
  let window = openKept();
  return () => window;
}
