import { connect, type Socket } from 'node:net';
import { SerialPort } from 'serialport';
import { splitStream } from './apdu.ts';
import { fromHex, hex } from './fields.ts';
import { encodeFrame, FrameReader } from './frame.ts';

/** What the terminal has said: a transport answer or an APDU in hex. */
export type Heard = 'ACK' | 'NAK' | 'CLOSED' | (string & {});

/**
 * A register reduced to bytes, for the tests of the simulator: it sends what it is told to and
 * reports what comes back. It knows no command.
 */
export class TestRegister {
  readonly #heard: Heard[] = [];
  readonly #write: (bytes: Uint8Array) => void;
  readonly #kind: 'serial' | 'tcp';
  readonly close: () => Promise<void>;
  #wake: () => void = () => undefined;
  #reader = new FrameReader();
  #stream: Uint8Array = new Uint8Array();

  private constructor(
    kind: 'serial' | 'tcp',
    write: (bytes: Uint8Array) => void,
    close: () => Promise<void>,
  ) {
    this.#kind = kind;
    this.#write = write;
    this.close = close;
  }

  /** Opens the register's end of a pty pair. */
  static serial(path: string): Promise<TestRegister> {
    return new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate: 9600, stopBits: 2, autoOpen: false });
      const register = new TestRegister(
        'serial',
        (bytes) => void port.write(Buffer.from(bytes)),
        () => new Promise((done) => (port.isOpen ? port.close(() => done()) : done())),
      );
      port.on('error', () => undefined);
      port.on('data', (chunk: Buffer) => register.#takeSerial(chunk));
      port.on('close', () => register.#say('CLOSED'));
      port.open((error) => (error === null ? resolve(register) : reject(error)));
    });
  }

  /** Connects to a terminal on TCP. */
  static tcp(port: number): Promise<TestRegister> {
    return new Promise((resolve) => {
      const socket: Socket = connect(port, '127.0.0.1');
      const register = new TestRegister(
        'tcp',
        (bytes) => void socket.write(bytes),
        () => Promise.resolve(void socket.destroy()),
      );
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => register.#takeTcp(chunk));
      socket.on('close', () => register.#say('CLOSED'));
      socket.on('connect', () => resolve(register));
    });
  }

  #say(heard: Heard): void {
    this.#heard.push(heard);
    this.#wake();
  }

  #takeSerial(chunk: Uint8Array): void {
    for (const byte of chunk) {
      const event = this.#reader.push(byte);
      if (event === undefined) continue;
      if (event.kind === 'frame') this.#say(hex(event.apdu));
      else this.#say(event.kind === 'bad' ? `BAD ${event.reason}` : event.kind.toUpperCase());
    }
  }

  #takeTcp(chunk: Uint8Array): void {
    const { apdus, rest } = splitStream(Uint8Array.from([...this.#stream, ...chunk]));
    this.#stream = rest;
    for (const apdu of apdus) this.#say(hex(apdu));
  }

  /** The next thing the terminal says. */
  async next(): Promise<Heard> {
    for (;;) {
      const heard = this.#heard.shift();
      if (heard !== undefined) return heard;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends bytes as they are. */
  raw(bytes: string): void {
    this.#write(fromHex(bytes));
  }

  /** Sends one APDU in the line's own form. */
  send(apdu: string): void {
    const bytes = fromHex(apdu);
    this.#write(this.#kind === 'serial' ? encodeFrame(bytes) : bytes);
  }

  /** Receives the next APDU, passing over the ACKs of our own frames, and ACKs it. */
  async receive(): Promise<string> {
    let heard = await this.next();
    while (heard === 'ACK') heard = await this.next();
    if (this.#kind === 'serial') this.raw('06');
    return heard;
  }

  /** Sends a command and gives its direct answer. */
  async command(apdu: string): Promise<string> {
    this.send(apdu);
    return this.receive();
  }

  /**
   * Sends a command and answers everything with 80 00 00 until the sequence ends.
   * Returns all the terminal's messages, the first answer included.
   */
  async sequence(apdu: string): Promise<string[]> {
    const messages = [await this.command(apdu)];
    if (messages[0] !== '800000') return messages;
    return this.follow(messages);
  }

  /** Answers 80 00 00 until 06 0F, 06 1E or the end of the connection. */
  async follow(messages: string[] = []): Promise<string[]> {
    for (;;) {
      const message = await this.receive();
      messages.push(message);
      if (message === 'CLOSED') return messages;
      this.send('800000');
      if (message.startsWith('060f') || message.startsWith('061e')) return messages;
    }
  }

  /** Receives until a message begins like this, answering those before; does not answer it. */
  async until(prefix: string): Promise<string> {
    for (;;) {
      const message = await this.receive();
      if (message.startsWith(prefix) || message === 'CLOSED') return message;
      this.send('800000');
    }
  }
}
