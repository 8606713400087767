import { connect, type Socket } from 'node:net';
import { SerialPort } from 'serialport';
import { encodeFrame, FrameReader } from './frame.ts';

/**
 * A register reduced to bytes, for the tests of the simulator: it sends what it is told to and
 * reports what comes back: ACK, NAK, CLOSED, `BAD reason` or the text of a message. It knows no
 * command.
 */
export class TestRegister {
  readonly #heard: string[] = [];
  readonly #write: (bytes: Uint8Array) => void;
  readonly #reader = new FrameReader(4096);
  readonly close: () => Promise<void>;
  #wake: () => void = () => undefined;

  private constructor(write: (bytes: Uint8Array) => void, close: () => Promise<void>) {
    this.#write = write;
    this.close = close;
  }

  /** Opens the register's end of a pty pair. */
  static serial(path: string): Promise<TestRegister> {
    return new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
      const register = new TestRegister(
        (bytes) => void port.write(Buffer.from(bytes)),
        () => new Promise((done) => (port.isOpen ? port.close(() => done()) : done())),
      );
      port.on('error', () => undefined);
      port.on('data', (chunk: Buffer) => register.#take(chunk));
      port.on('close', () => register.#say('CLOSED'));
      port.open((error) => (error === null ? resolve(register) : reject(error)));
    });
  }

  /** Connects to a terminal on TCP. */
  static tcp(port: number): Promise<TestRegister> {
    return new Promise((resolve) => {
      const socket: Socket = connect(port, '127.0.0.1');
      const register = new TestRegister(
        (bytes) => void socket.write(bytes),
        () => Promise.resolve(void socket.destroy()),
      );
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => register.#take(chunk));
      socket.on('close', () => register.#say('CLOSED'));
      socket.setNoDelay(true);
      socket.on('connect', () => resolve(register));
    });
  }

  #say(heard: string): void {
    this.#heard.push(heard);
    this.#wake();
  }

  #take(chunk: Uint8Array): void {
    for (const byte of chunk) {
      const event = this.#reader.push(byte);
      if (event === undefined) continue;
      if (event.kind === 'frame') this.#say(event.text);
      else this.#say(event.kind === 'bad' ? `BAD ${event.reason}` : event.kind.toUpperCase());
    }
  }

  /** The next thing the terminal says. */
  async next(): Promise<string> {
    for (;;) {
      const heard = this.#heard.shift();
      if (heard !== undefined) return heard;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends bytes as they are. */
  raw(...bytes: number[]): void {
    this.#write(Uint8Array.from(bytes));
  }

  ack(): void {
    this.raw(0x06);
  }

  nak(): void {
    this.raw(0x15);
  }

  /** Sends one framed request. */
  send(text: string): void {
    this.#write(encodeFrame(text));
  }

  /** Sends a request and ACKs every message until one is no progress; the last one is returned. */
  async ask(text: string): Promise<string> {
    return (await this.sequence(text)).at(-1) ?? '';
  }

  /** The same; all that was heard, the terminal's ACK first. */
  async sequence(text: string): Promise<string[]> {
    this.send(text);
    const heard = [await this.next()];
    if (heard[0] !== 'ACK') return heard;
    for (;;) {
      const message = await this.next();
      heard.push(message);
      if (message === 'CLOSED') return heard;
      this.ack();
      if (!message.startsWith('0900')) return heard;
    }
  }
}
