import type {
  TrainingButton,
  TrainingCard,
  TrainingSwitch,
  TrainingView,
} from '../../contracts/training.ts';
import type { Line } from '../../native/simulators/line/line.ts';
import type { ButtonName } from '../../native/simulators/terminal/buttons.ts';
import {
  createTerminal,
  type SimulatedTerminal,
} from '../../native/simulators/terminal/terminal.ts';

/** Slow enough to read what the terminal shows, as with a real one. */
const STEP_MS = 900;
/** A result is lost because the line drops just then. Mere silence would be three minutes of it. */
const LINE_BACK_MS = 4_000;
/** Papers that are kept to look at. */
const KEPT_PAPERS = 8;

/** Every card of the contract is a button of the simulator, under the same name. */
const CARDS = {
  approve: 'approve',
  contactless: 'contactless',
  signature: 'signature',
  alipay: 'alipay',
  wechat: 'wechat',
  unionpayQr: 'unionpayQr',
  decline: 'decline',
  noFunds: 'noFunds',
  expired: 'expired',
  pinBlocked: 'pinBlocked',
  removed: 'removed',
  stop: 'stop',
  hostDown: 'hostDown',
} as const satisfies Record<TrainingCard, ButtonName>;

export interface TrainingTerminalOptions {
  readonly line: Line;
  readonly password: string;
  /** ISO 4217 numeric, three digits. */
  readonly currencyNumeric: string;
  readonly bookFile: string;
  /** How long each step at the terminal takes; default: slow enough to read. */
  readonly stepMs?: number;
}

/** The terminal part of what the window draws. */
export type TerminalState = Omit<TrainingView, 'revision' | 'fault' | 'locale' | 'currency'>;

/** The simulated terminal with the buttons of the training window. */
export interface TrainingTerminal {
  state(): TerminalState;
  /** False: it was no moment for this button, and nothing happened. */
  press(button: TrainingButton): boolean;
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

/** Switches the training terminal on. It waits for a button at each card. */
export function openTrainingTerminal(options: TrainingTerminalOptions): TrainingTerminal {
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let cableOut = false;
  const terminal = createTerminal({
    line: options.line,
    password: options.password,
    currency: options.currencyNumeric,
    bookFile: options.bookFile,
    buttons: true,
    timing: { stepMs: options.stepMs ?? STEP_MS },
  });
  terminal.onChange(changed);

  const switches: Record<TrainingSwitch, () => void> = {
    power() {
      if (terminal.view().on) terminal.powerOff();
      else terminal.powerOn();
    },
    cable() {
      cableOut = !cableOut;
      if (cableOut) terminal.faults.unplug();
      else terminal.faults.plugIn();
    },
    loseResult() {
      if (terminal.faults.pending > 0) terminal.faults.clear();
      else terminal.faults.at('status', { kind: 'pulled', forMs: LINE_BACK_MS });
    },
  };

  return {
    state: () => stateOf(terminal, cableOut),
    press(button) {
      if (isSwitch(button)) {
        switches[button]();
        changed();
        return true;
      }
      return terminal.press(CARDS[button]);
    },
    onChange: (listener) => void listeners.add(listener),
    close: () => terminal.close(),
  };
}

function stateOf(terminal: SimulatedTerminal, cableOut: boolean): TerminalState {
  const { on, lines, waitingForCard, amountMinor } = terminal.view();
  return {
    on,
    cableOut,
    losesResult: terminal.faults.pending > 0,
    lines: [...lines],
    waitingForCard,
    amountMinor: amountMinor ?? null,
    papers: terminal
      .printed()
      .slice(-KEPT_PAPERS)
      .toReversed()
      .map(({ copy, lines: printed }) => ({ copy, lines: printed.map(({ text }) => text) })),
  };
}

function isSwitch(button: TrainingButton): button is TrainingSwitch {
  return button === 'power' || button === 'cable' || button === 'loseResult';
}
