import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { createPtyPair, type PtyPair } from '../../native/simulators/line/pty-pair.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Outcome } from '../../native/simulators/terminal/cards.ts';
import type { FromRegister, FromTerminal, Screen, ToRegister, ToTerminal } from './messages.ts';
import type { PaymentPlan } from './plan.ts';
import type { Programs } from './programs.ts';
import { Side } from './side.ts';

/** What can be made to happen around one payment. */
export type Trouble = Pick<PaymentPlan, 'customer' | 'faults' | 'kills' | 'pull'> & {
  /** How it goes with every card after the first; left out where it is the same. */
  readonly nextCustomer?: Outcome;
};

const PASSWORD = '123456';

/** The register and the terminal of one lane: two processes with a serial line between them. */
export class Lane {
  readonly dataDir: string;
  readonly register: Side<FromRegister, ToRegister>;
  readonly terminal: Side<FromTerminal, ToTerminal>;
  readonly #pair: PtyPair;
  readonly #watchers = new Set<() => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #replies = new Map<number, (code: string | null) => void>();
  #calm: (() => void)[] = [];
  #books: ((entries: readonly BookEntry[] | null) => void)[] = [];
  #cable: Promise<void> = Promise.resolve();
  #screen: Screen | null = null;
  #lastId = 0;

  private constructor(dataDir: string, bookFile: string, pair: PtyPair, programs: Programs) {
    this.dataDir = dataDir;
    this.#pair = pair;
    this.terminal = new Side({
      file: programs.terminal,
      args: [pair.far, bookFile],
      heard: (message) => this.#fromTerminal(message),
      down: () => {
        for (const resolve of this.#calm.splice(0)) resolve();
        for (const resolve of this.#books.splice(0)) resolve(null);
      },
    });
    this.register = new Side({
      file: programs.register,
      args: [dataDir],
      heard: (message) => this.#fromRegister(message),
      down: () => {
        this.#screen = null;
        for (const resolve of this.#replies.values()) resolve('gone');
        this.#replies.clear();
      },
    });
  }

  /** Sets a lane up in an empty folder and starts both sides. */
  static async open(folder: string, programs: Programs): Promise<Lane> {
    const dataDir = join(folder, 'register');
    mkdirSync(dataDir, { recursive: true });
    const pair = await createPtyPair();
    const line = { kind: 'serial', path: pair.near, baud: 9600, stopBits: 2 } as const;
    await writeRegisterFiles({
      dataDir,
      registerId: '1',
      items: null,
      headOffice: null,
      devices: {
        terminal: {
          protocol: 'zvt',
          line,
          terminalId: 'T1',
          password: PASSWORD,
          customerLimitS: 0,
          takesWalletCodes: false,
          checksSignatures: true,
        },
        printer: null,
        scanner: null,
      },
    });
    const lane = new Lane(dataDir, join(folder, 'terminal-book.jsonl'), pair, programs);
    await Promise.all([lane.terminal.up(), lane.register.up()]);
    return lane;
  }

  /** What the register shows; null while there is none. */
  screen(): Screen | null {
    return this.#screen;
  }

  /** Told of every screen from now on. */
  onScreen(listener: (screen: Screen) => void): void {
    this.#watchers.add(() => {
      if (this.#screen !== null) listener(this.#screen);
    });
  }

  /** Resolves with the first screen for which this holds, or null when none comes in time. */
  until(reached: (screen: Screen) => boolean, withinMs: number): Promise<Screen | null> {
    return new Promise((resolve) => {
      const finish = (screen: Screen | null): void => {
        this.#watchers.delete(look);
        clearTimeout(deadline);
        resolve(screen);
      };
      const deadline = setTimeout(() => finish(null), withinMs);
      const look = (): void => {
        if (this.#screen !== null && reached(this.#screen)) finish(this.#screen);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Sends a command: null when it was done, else why not; 'gone' when the register died of it. */
  async call(name: string, input: object): Promise<string | null> {
    await this.register.up();
    if (this.#screen === null) return 'gone';
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#replies.set(id, resolve);
      this.register.send({ kind: 'call', id, name, input });
    });
  }

  /** Gets everything ready that goes wrong with the next payment. */
  arm({ customer, nextCustomer = customer, faults, kills, pull }: Trouble): void {
    for (const { victim, backAfterMs } of kills) this[victim].backAfterMs = backAfterMs;
    const moment = kills.find((kill) => kill.when === 'moment');
    this.register.send({ kind: 'killAt', moment: moment?.moment ?? null });
    const orders = kills.filter((kill) => kill.when === 'message');
    this.terminal.send({ kind: 'arm', customer, nextCustomer, faults, orders });
    for (const kill of kills) {
      if (kill.when === 'time') this.#later(kill.afterMs, () => this[kill.victim].kill());
    }
    if (pull !== null) this.#later(pull.afterMs, () => this.#pull(pull.forMs));
  }

  /** Ends all trouble: both sides run, the line is whole and nothing more is armed. */
  async calm(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#cable;
    await this.terminal.up();
    const isCalm = new Promise<void>((resolve) => this.#calm.push(resolve));
    this.terminal.send({ kind: 'calm' });
    await isCalm;
    await this.terminal.up();
    // An order may have struck just before it was taken back: only an answer proves the register.
    do {
      await this.register.up();
      this.register.send({ kind: 'killAt', moment: null });
    } while ((await this.call('till.snapshot', {})) === 'gone');
  }

  /** The terminal's own book: what was really charged. */
  async book(): Promise<readonly BookEntry[]> {
    for (;;) {
      await this.terminal.up();
      const answer = new Promise<readonly BookEntry[] | null>((resolve) =>
        this.#books.push(resolve),
      );
      this.terminal.send({ kind: 'book' });
      const entries = await answer;
      if (entries !== null) return entries;
    }
  }

  /** Ends both sides in good order. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#cable;
    await this.register.close({ kind: 'close' });
    await this.terminal.close({ kind: 'close' });
    await this.#pair.close();
  }

  #fromRegister(message: FromRegister): void {
    if (message.kind === 'screen') {
      this.#screen = message.screen;
      for (const look of [...this.#watchers]) look();
    } else if (message.kind === 'reply') {
      const resolve = this.#replies.get(message.id);
      this.#replies.delete(message.id);
      resolve?.(message.code);
    }
  }

  #fromTerminal(message: FromTerminal): void {
    if (message.kind === 'moment') this.register.kill();
    else if (message.kind === 'calm') this.#calm.shift()?.();
    else if (message.kind === 'book') this.#books.shift()?.(message.entries);
  }

  #pull(forMs: number): void {
    this.#cable = this.#pair
      .pull()
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, forMs)))
      .then(() => this.#pair.replug());
  }

  #later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
  }
}
