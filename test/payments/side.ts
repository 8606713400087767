import { type ChildProcess, fork } from 'node:child_process';
import { basename } from 'node:path';
import { killWithUs } from '../../native/simulators/line/killed-with-us.ts';

export interface SideOptions<In> {
  readonly file: string;
  readonly args: readonly string[];
  readonly heard: (message: In) => void;
  /** The process is gone, whoever ended it; what it was asked will not be answered. */
  readonly down: () => void;
}

const READY_WITHIN_MS = 60_000;

/** One side of the lane: a child process that is killed and comes back, on the same files. */
export class Side<In extends { readonly kind: string }, Out extends object> {
  /** How long it stays away after a kill. */
  backAfterMs = 0;
  /** How often it was killed. */
  kills = 0;
  /** Ends that nobody ordered, each a defect. */
  readonly crashes: string[] = [];
  readonly #options: SideOptions<In>;
  #child: ChildProcess | null = null;
  #isClosing = false;
  #up: Promise<void>;

  constructor(options: SideOptions<In>) {
    this.#options = options;
    this.#up = this.#start();
  }

  /** Resolves when it runs and listens. */
  async up(): Promise<void> {
    // It may be killed again while we wait.
    for (let seen: Promise<void> | null = null; seen !== this.#up; ) {
      seen = this.#up;
      await seen;
    }
  }

  /** A process that was just killed hears nothing. */
  send(message: Out): void {
    if (this.#child?.connected === true) this.#child.send(message, () => {});
  }

  /** SIGKILL: no goodbye, nothing tidied up. */
  kill(): void {
    const child = this.#child;
    if (child === null) return;
    child.kill('SIGKILL');
    // Until its end is noticed it would still seem to run.
    this.#up = new Promise((resolve) => child.once('exit', resolve)).then(() => this.#up);
  }

  /** Asks it to end and resolves when it has. */
  async close(message: Out): Promise<void> {
    this.#isClosing = true;
    await this.up();
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const deadline = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
    this.send(message);
    await ended;
    clearTimeout(deadline);
  }

  #start(): Promise<void> {
    const { file, args, heard } = this.#options;
    const child = fork(file, [...args], {
      execArgv: [],
      // Carries bytes as bytes.
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // The same run of the program for every restart: the operator stays signed on.
      env: { ...process.env, TILLWRIGHT_BOOT_ID: 'payments' },
    });
    this.#child = child;
    killWithUs(child);
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${file} is not ready after ${READY_WITHIN_MS} ms`));
      }, READY_WITHIN_MS);
      child.on('message', (message: In) => {
        if (message.kind !== 'ready') return heard(message);
        clearTimeout(deadline);
        resolve();
      });
      child.once('exit', (code, signal) => {
        clearTimeout(deadline);
        this.#child = null;
        this.#ended(code, signal);
        resolve();
      });
    });
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.#options.down();
    if (this.#isClosing) return;
    if (signal === 'SIGKILL') this.kills += 1;
    else this.crashes.push(`${basename(this.#options.file)} ended with ${String(code ?? signal)}`);
    if (this.crashes.length > 20) throw new Error(`${this.#options.file} does not stay up`);
    this.#up = new Promise<void>((resolve) => setTimeout(resolve, this.backAfterMs)).then(() =>
      this.#isClosing ? undefined : this.#start(),
    );
  }
}
