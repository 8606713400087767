import type { Line } from '../line/line.ts';

/** How to set a simulated scale up. */
export interface ScaleOptions {
  readonly line: Line;
  /** Largest load; above it the scale reports overload. Default 15000 g. */
  readonly capacityGrams?: number;
}

/** A simulated counter scale. */
export interface SimulatedScale {
  /** Puts goods of this weight on the plate. Negative: the plate is lifted. */
  setWeight(grams: number): void;
  /** The reading moves, or has come to rest; waiting `S` commands are answered then. */
  setUnstable(unstable: boolean): void;
  /** The scale stops answering, as one that is switched off. */
  gone(gone: boolean): void;
  close(): Promise<void>;
}

/**
 * Puts a simulated scale at the end of a line. It speaks MT-SICS level 0 and a part of level 1
 * (Mettler-Toledo, "MT-SICS Interface Commands"): S, SI, SIR, Z, ZI, T, TI, TAC, I4, @. Weights in
 * kilograms with three decimals, `S S      1.254 kg`; ES for what it does not know.
 */
export function createScale(options: ScaleOptions): SimulatedScale {
  const scale = new Scale(options);
  return {
    setWeight: (grams) => {
      scale.loadGrams = grams;
    },
    setUnstable: (moving) => scale.setUnstable(moving),
    gone: (gone) => options.line.setPulled(gone),
    close: () => options.line.close(),
  };
}

class Scale {
  loadGrams = 0;
  readonly #line: Line;
  readonly #capacityGrams: number;
  #zeroGrams = 0;
  #tareGrams = 0;
  #unstable = false;
  #waiting: (() => void)[] = [];
  #input = '';

  constructor({ line, capacityGrams = 15_000 }: ScaleOptions) {
    this.#line = line;
    this.#capacityGrams = capacityGrams;
    line.listen({
      connected: () => {
        this.#input = '';
      },
      bytes: (chunk) => this.#receive(chunk),
      disconnected: () => {
        this.#waiting = [];
      },
    });
  }

  setUnstable(unstable: boolean): void {
    this.#unstable = unstable;
    if (unstable) return;
    for (const action of this.#waiting.splice(0)) action();
  }

  #receive(chunk: Uint8Array): void {
    // A register that never ends its line must not fill the memory.
    this.#input = `${this.#input}${Buffer.from(chunk).toString('latin1')}`.slice(-1000);
    for (let end = this.#input.indexOf('\n'); end !== -1; end = this.#input.indexOf('\n')) {
      const command = this.#input.slice(0, end).trim();
      this.#input = this.#input.slice(end + 1);
      this.#obey(command);
    }
  }

  #obey(command: string): void {
    switch (command) {
      case 'S':
        return this.#whenStable(() => this.#say(this.#weight()));
      case 'SI':
      case 'SIR':
        return this.#say(this.#weight());
      case 'Z':
        return this.#whenStable(() => this.#zero('Z A'));
      case 'ZI':
        return this.#zero(`ZI ${this.#stability()}`);
      case 'T':
        return this.#whenStable(() => this.#tare('T'));
      case 'TI':
        return this.#tare('TI');
      case 'TAC':
        this.#tareGrams = 0;
        return this.#say('TAC A');
      case '@':
        this.#waiting = [];
        this.#tareGrams = 0;
        return this.#say('I4 A "TILLWRIGHT1"');
      case 'I4':
        return this.#say('I4 A "TILLWRIGHT1"');
      default:
        return this.#say('ES');
    }
  }

  /** Does it now, or as soon as the reading rests. */
  #whenStable(action: () => void): void {
    if (this.#unstable) this.#waiting.push(action);
    else action();
  }

  #say(text: string): void {
    this.#line.send(Buffer.from(`${text}\r\n`, 'latin1'));
  }

  #gross(): number {
    return this.loadGrams - this.#zeroGrams;
  }

  #stability(): 'S' | 'D' {
    return this.#unstable ? 'D' : 'S';
  }

  #weight(): string {
    if (this.#gross() > this.#capacityGrams) return 'S +';
    // Lifted off: more than rounding below zero.
    if (this.#gross() < -20) return 'S -';
    return `S ${this.#stability()} ${kilograms(this.#gross() - this.#tareGrams)} kg`;
  }

  #zero(answer: string): void {
    this.#zeroGrams = this.loadGrams;
    this.#tareGrams = 0;
    this.#say(answer);
  }

  #tare(command: 'T' | 'TI'): void {
    this.#tareGrams = this.#gross();
    this.#say(`${command} ${this.#stability()} ${kilograms(this.#tareGrams)} kg`);
  }
}

/** Grams as kilograms with three decimals, right-aligned in ten characters, digits only. */
function kilograms(grams: number): string {
  const digits = String(Math.abs(grams)).padStart(4, '0');
  return `${grams < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`.padStart(10);
}
