import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BurstDecision,
  type BurstInput,
  type BurstState,
  DEFAULT_BURST_RULES,
  emptyBurst,
  stepBurst,
} from './burst.ts';

const rules = DEFAULT_BURST_RULES;

function run(inputs: readonly BurstInput<null>[], settings = rules) {
  let state: BurstState<null> = emptyBurst();
  const decisions: BurstDecision<null>[] = [];
  const ends: boolean[] = [];
  for (const input of inputs) {
    const step = stepBurst(state, input, settings);
    state = step.state;
    decisions.push(...step.decisions);
    if (input.kind === 'end') ends.push(step.swallowEnd);
  }
  return {
    scans: decisions.flatMap((each) => (each.kind === 'scan' ? [each.text] : [])),
    typed: decisions
      .flatMap((each) => (each.kind === 'typed' ? each.keys.map((key) => key.char) : []))
      .join(''),
    all: decisions.flatMap((each) => each.keys.map((key) => key.char)).join(''),
    ends,
    broken: decisions.flatMap((each) =>
      each.kind === 'broken' ? [each.keys.map((key) => key.char).join('')] : [],
    ),
    held: state.held.length,
  };
}

function typing(text: string, startMs: number, gapMs: number): BurstInput<null>[] {
  return [...text].map((char, index) => ({
    kind: 'char',
    char,
    atMs: startMs + index * gapMs,
    payload: null,
  }));
}

describe('burst', () => {
  it('takes a code closed by Enter as a scan and keeps the Enter', () => {
    const seen = run([...typing('6901234567892', 0, 4), { kind: 'end', atMs: 55 }]);
    expect(seen).toMatchObject({ scans: ['6901234567892'], typed: '', ends: [true] });
  });

  it('takes a code that nothing closes as a scan once the gap has passed', () => {
    const keys = typing('6901234567892', 0, 4);
    expect(run(keys).scans).toEqual([]);
    expect(run([...keys, { kind: 'tick', atMs: 90 }]).scans).toEqual(['6901234567892']);
  });

  it('swallows an Enter that limps behind its scan, not one a person presses later', () => {
    const keys = typing('6901234567892', 0, 4);
    const tick = { kind: 'tick', atMs: 90 } as const;
    expect(run([...keys, tick, { kind: 'end', atMs: 120 }]).ends).toEqual([true]);
    expect(run([...keys, tick, { kind: 'end', atMs: 400 }]).ends).toEqual([false]);
  });

  it('gives typed characters back and lets their Enter through', () => {
    const seen = run([...typing('4011', 0, 80), { kind: 'end', atMs: 320 }]);
    expect(seen).toMatchObject({ scans: [], typed: '4011', ends: [false] });
  });

  it('gives back two keys that a rolling hand pressed together', () => {
    const seen = run([...typing('12', 0, 20), { kind: 'end', atMs: 35 }]);
    expect(seen).toMatchObject({ scans: [], typed: '12', ends: [false] });
  });

  it('judges the rest of a half-read code as a code, never as a PLU', () => {
    const seen = run([...typing('7892', 0, 4), { kind: 'end', atMs: 16 }]);
    expect(seen).toMatchObject({ scans: ['7892'], typed: '', ends: [true] });
  });

  it('waits for the second half of a code that a busy computer brings late', () => {
    const [first, rest] = [typing('690', 0, 4), typing('1234567892', 12, 4)];
    const late = [...first, { kind: 'tick', atMs: 120 } as const, ...rest];
    const seen = run([...late, { kind: 'end', atMs: 55 }]);
    expect(seen).toMatchObject({ scans: ['6901234567892'], typed: '', ends: [true] });
  });

  it('gives two keys back when nothing follows, and holds on to half a code', () => {
    const two = run([...typing('69', 0, 4), { kind: 'tick', atMs: 4 + rules.restMs }]);
    expect(two).toMatchObject({ scans: [], typed: '69', broken: [], held: 0 });
    const half = run([...typing('690', 0, 4), { kind: 'tick', atMs: 8 + rules.restMs }]);
    expect(half).toMatchObject({ scans: [], typed: '', broken: ['690'], held: 0 });
  });

  it('waits for the end of a longer run once the scanner has closed a code', () => {
    const whole = typing('6901234567892', 0, 4);
    const half = typing('6901234', 1000, 4);
    const begun = [...whole, { kind: 'end', atMs: 52 } as const, ...half];
    expect(run([...begun, { kind: 'tick', atMs: 1100 }]).held).toBe(7);
    const seen = run([...begun, { kind: 'tick', atMs: 1300 }]);
    expect(seen).toMatchObject({ scans: ['6901234567892'], broken: ['6901234'] });
  });

  it('drops the rest of a code that broke off, to its end, and then reads again', () => {
    const rest = (atMs: number) => [...typing('96385074', atMs, 4), { kind: 'end', atMs } as const];
    const half = [...typing('10009', 0, 4), { kind: 'tick', atMs: 16 + rules.restMs } as const];
    const seen = run([...half, ...rest(276), ...typing('96385074', 900, 4)]);
    expect(seen).toMatchObject({ scans: [], typed: '', broken: ['10009', '96385074'] });
    expect(seen.ends).toEqual([true]);
    expect(run([...half, ...rest(276), ...rest(900)]).scans).toEqual(['96385074']);
  });

  it('drops it too when no timer ran in between', () => {
    const keys = [...typing('10009', 0, 4), ...typing('96385074', 276, 4)];
    const seen = run([...keys, { kind: 'end', atMs: 308 }]);
    expect(seen).toMatchObject({ scans: [], typed: '', broken: ['10009', '96385074'] });
  });

  it('knows a first code’s half by the rest that is closed', () => {
    const half = [...typing('1000996', 0, 4), { kind: 'tick', atMs: 70 } as const];
    const seen = run([...half, ...typing('96385074', 284, 4), { kind: 'end', atMs: 316 }]);
    expect(seen).toMatchObject({ scans: ['1000996'], typed: '', broken: ['96385074'] });
  });

  it('keeps an end that comes alone, much too late, from pressing a button', () => {
    const half = [...typing('1000996385074', 0, 4), { kind: 'end', atMs: 52 } as const];
    const late = [...typing('96385074', 1000, 4), { kind: 'tick', atMs: 1300 } as const];
    const seen = run([...half, ...late, { kind: 'end', atMs: 1290 }, { kind: 'end', atMs: 3000 }]);
    expect(seen).toMatchObject({ scans: ['1000996385074'], broken: ['96385074'] });
    expect(seen.ends).toEqual([true, true, false]);
  });

  it('leaves a person’s Enter alone who typed after half a code', () => {
    const half = [...typing('690', 0, 4), { kind: 'tick', atMs: 300 } as const];
    const seen = run([...half, ...typing('4011', 2000, 90), { kind: 'end', atMs: 2360 }]);
    expect(seen).toMatchObject({ scans: [], typed: '4011', ends: [false] });
  });

  it('puts a code together whose rest was pressed in time and came after the timer', () => {
    for (const cut of [1, 2, 3, 7, 12]) {
      const keys = typing('1000996385074', 0, 4);
      const tick = { kind: 'tick', atMs: 500 } as const;
      const closed = [...typing('6901234567892', -900, 4), { kind: 'end', atMs: -852 } as const];
      const seen = run([...closed, ...keys.slice(0, cut), tick, ...keys.slice(cut)]);
      expect(seen.held).toBe(13);
      const late = [...closed, ...keys.slice(0, cut), tick, ...keys.slice(cut)];
      const ended = run([...late, { kind: 'end', atMs: 52 }]);
      expect(ended.scans).toEqual(['6901234567892', '1000996385074']);
    }
  });

  it('takes both suffixes of a scanner that sends two', () => {
    const keys = typing('6901234567892', 0, 4);
    const seen = run([...keys, { kind: 'end', atMs: 52 }, { kind: 'end', atMs: 56 }]);
    expect(seen.ends).toEqual([true, true]);
    expect(run([...keys, { kind: 'end', atMs: 52 }, { kind: 'end', atMs: 252 }]).ends).toEqual([
      true,
      false,
    ]);
  });

  it('cut anywhere, with any pause: the whole code, or no other item’s', () => {
    const code = fc.constantFrom('1000996385074', '6901234567892', '10614141543219', '96385074');
    const items = new Set(['1000996385074', '6901234567892', '10614141543219', '96385074']);
    const pause = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 100, max: 2_000 }));
    fc.assert(
      fc.property(code, fc.nat(13), pause, fc.boolean(), (text, at, pauseMs, ticks) => {
        const cut = Math.min(at, text.length - 1);
        const first = [...typing('6901234567892', -900, 4), { kind: 'end', atMs: -852 } as const];
        const head = typing(text.slice(0, cut), 0, 4);
        const tail = typing(text.slice(cut), cut * 4 + pauseMs, 4);
        const tick = { kind: 'tick', atMs: cut * 4 - 4 + pauseMs } as const;
        const end = { kind: 'end', atMs: text.length * 4 + pauseMs } as const;
        const seen = run([...first, ...head, ...(ticks ? [tick] : []), ...tail, end]);
        const sold = seen.scans.slice(1).filter((each) => items.has(each));
        expect([[], [text]]).toContainEqual(sold);
        if (cut >= 3) expect(seen.typed).toBe('');
      }),
    );
  });

  it('takes any length after the prefix and strips it', () => {
    const seen = run([...typing('~12', 0, 4), { kind: 'tick', atMs: 260 }], {
      ...rules,
      prefix: '~',
    });
    expect(seen).toMatchObject({ scans: ['12'], typed: '' });
  });

  it('drops an endless run, and what follows it up to its end', () => {
    const seen = run([...typing('1'.repeat(1000), 0, 1), { kind: 'end', atMs: 1000 }]);
    expect(seen.scans).toEqual([]);
    expect(seen.broken.map((text) => text.length)).toEqual([rules.maxChars, 1000 - rules.maxChars]);
  });

  const charArb = fc.constantFrom(...'0123456789abcXYZ-./ ');
  const person = fc.record({ kind: fc.constant('person' as const), text: charArb });
  const scanner = fc.record({
    kind: fc.constant('scanner' as const),
    text: fc.string({ unit: charArb, minLength: rules.minScanChars, maxLength: 40 }),
    gapMs: fc.integer({ min: 0, max: rules.gapMs - 1 }),
  });
  const pause = fc.integer({ min: rules.gapMs, max: 400 });

  it('splits any succession of typing and scans into exactly those', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(pause, fc.oneof(person, scanner))),
        fc.boolean(),
        (parts, ended) => {
          const inputs: BurstInput<null>[] = [];
          let atMs = 0;
          for (const [pauseMs, part] of parts) {
            atMs += pauseMs;
            const gapMs = part.kind === 'scanner' ? part.gapMs : 0;
            inputs.push(...typing(part.text, atMs, gapMs));
            atMs += (part.text.length - 1) * gapMs;
            if (part.kind === 'scanner' && ended) inputs.push({ kind: 'end', atMs });
          }
          inputs.push({ kind: 'tick', atMs: atMs + rules.restMs });
          const texts = (kind: string) =>
            parts.filter(([, p]) => p.kind === kind).map(([, p]) => p);
          const seen = run(inputs);
          expect(seen.scans).toEqual(texts('scanner').map((part) => part.text));
          expect(seen.typed).toBe(
            texts('person')
              .map((part) => part.text)
              .join(''),
          );
          expect(seen.ends.every((swallowed) => swallowed)).toBe(true);
        },
      ),
    );
  });

  it('loses, doubles and reorders nothing, whatever the timing', () => {
    const key = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constant('char' as const), charArb) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('end', 'other', 'tick'), charArb) },
    );
    const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 120 }), key), { maxLength: 120 });
    fc.assert(
      fc.property(timed, (keys) => {
        let atMs = 0;
        const inputs = keys.map(([gapMs, [kind, char]]): BurstInput<null> => {
          atMs += gapMs;
          if (kind === 'char') return { kind, char, atMs, payload: null };
          return { kind: kind === 'end' ? 'end' : kind === 'other' ? 'other' : 'tick', atMs };
        });
        inputs.push({ kind: 'tick', atMs: atMs + 1000 });
        const seen = run(inputs);
        expect(seen.held).toBe(0);
        expect(seen.all).toBe(
          keys.flatMap(([, [kind, char]]) => (kind === 'char' ? [char] : [])).join(''),
        );
        for (const text of seen.scans) expect(text.length).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});
