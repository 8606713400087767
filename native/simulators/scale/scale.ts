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
  const { line } = options;
  const capacityGrams = options.capacityGrams ?? 15_000;
  let loadGrams = 0;
  let zeroGrams = 0;
  let tareGrams = 0;
  let unstable = false;
  let waiting: (() => void)[] = [];
  let input = '';

  const say = (text: string): void => line.send(Buffer.from(`${text}\r\n`, 'latin1'));
  const gross = (): number => loadGrams - zeroGrams;
  const weight = (): string => {
    if (gross() > capacityGrams) return 'S +';
    if (gross() < -20) return 'S -';
    return `S ${unstable ? 'D' : 'S'} ${kilograms(gross() - tareGrams)} kg`;
  };
  /** Does it now, or as soon as the reading rests. */
  const whenStable = (action: () => void): void => {
    if (unstable) waiting.push(action);
    else action();
  };
  const zero = (): void => {
    zeroGrams = loadGrams;
    tareGrams = 0;
  };
  const commands: Readonly<Record<string, () => void>> = {
    S: () => whenStable(() => say(weight())),
    SI: () => say(weight()),
    SIR: () => say(weight()),
    Z: () => whenStable(() => (zero(), say('Z A'))),
    ZI: () => (zero(), say(unstable ? 'ZI D' : 'ZI S')),
    T: () =>
      whenStable(() => {
        tareGrams = gross();
        say(`T S ${kilograms(tareGrams)} kg`);
      }),
    TI: () => {
      tareGrams = gross();
      say(`TI ${unstable ? 'D' : 'S'} ${kilograms(tareGrams)} kg`);
    },
    TAC: () => {
      tareGrams = 0;
      say('TAC A');
    },
    I4: () => say('I4 A "TILLWRIGHT1"'),
    '@': () => {
      waiting = [];
      tareGrams = 0;
      say('I4 A "TILLWRIGHT1"');
    },
  };

  line.listen({
    connected: () => {
      input = '';
    },
    bytes: (chunk) => {
      input = `${input}${Buffer.from(chunk).toString('latin1')}`.slice(-1000);
      for (let end = input.indexOf('\n'); end !== -1; end = input.indexOf('\n')) {
        const command = input.slice(0, end).trim();
        input = input.slice(end + 1);
        (commands[command] ?? (() => say('ES')))();
      }
    },
    disconnected: () => {
      waiting = [];
    },
  });

  return {
    setWeight: (grams) => {
      loadGrams = grams;
    },
    setUnstable: (moving) => {
      unstable = moving;
      if (moving) return;
      for (const action of waiting.splice(0)) action();
    },
    gone: (gone) => line.setPulled(gone),
    close: () => line.close(),
  };
}

/** Grams as kilograms with three decimals, right-aligned in ten characters, digits only. */
function kilograms(grams: number): string {
  const digits = String(Math.abs(grams)).padStart(4, '0');
  return `${grams < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`.padStart(10);
}
