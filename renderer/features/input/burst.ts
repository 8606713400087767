/**
 * Tells a keyboard-wedge scanner from a person by timing alone. Pure: time comes with each input.
 *
 * The rule. Characters are held while nobody can know yet. Two characters closer than `gapMs`
 * belong together. When the gap passes, or a key comes that cannot be part of a code:
 * - a run of `minScanChars` or more is a scan;
 * - a run of `minEndedChars` or more that Enter or Tab closes at machine speed is a scan too, so
 *   that the rest of a half-read code is judged (and refused) as a code instead of becoming a PLU;
 * - a run that begins with the scanner's prefix is a scan of any length;
 * - anything else was typed by a person and is released in order, nothing lost.
 * When keys stop coming, what is half a code waits `restMs` for the rest: keys carry the time they
 * were pressed, but a busy computer may bring the second half of a code long after the first.
 * Every character held comes out exactly once, in a scan or as typing.
 */
export interface BurstRules {
  /** Two characters at least this far apart were not sent by a scanner. */
  readonly gapMs: number;
  /** How long the beginning of a code waits for the rest of it. */
  readonly restMs: number;
  /** A run this long is a scan even when nothing closes it. */
  readonly minScanChars: number;
  /** A run this long that Enter or Tab closes at machine speed is a scan. */
  readonly minEndedChars: number;
  /** Enter or Tab this soon after a scan still belongs to it: it must not press a button. */
  readonly lateEndMs: number;
  /** Character the scanner is set to send first; null when it sends none. */
  readonly prefix: string | null;
  /** Longer runs are cut here: a stuck scanner must not fill the memory. */
  readonly maxChars: number;
}

export const DEFAULT_BURST_RULES: BurstRules = {
  gapMs: 35,
  restMs: 200,
  minScanChars: 6,
  minEndedChars: 3,
  lateEndMs: 100,
  prefix: null,
  maxChars: 512,
};

/** A character on hold and whatever the caller needs to give it back. */
export interface HeldKey<T> {
  readonly char: string;
  readonly atMs: number;
  readonly payload: T;
}

export interface BurstState<T> {
  readonly held: readonly HeldKey<T>[];
  readonly lastScanAtMs: number | null;
  /** The scanner closes its codes: a run that nothing has closed is not whole. */
  readonly closesRuns: boolean;
}

export type BurstInput<T> =
  | { readonly kind: 'char'; readonly char: string; readonly atMs: number; readonly payload: T }
  /** Enter or Tab. */
  | { readonly kind: 'end'; readonly atMs: number }
  /** Any other key, a repeating key, the window losing focus. */
  | { readonly kind: 'other'; readonly atMs: number }
  /** Time passed; `atMs` is now. */
  | { readonly kind: 'tick'; readonly atMs: number };

export type BurstDecision<T> =
  | { readonly kind: 'scan'; readonly text: string; readonly keys: readonly HeldKey<T>[] }
  | { readonly kind: 'typed'; readonly keys: readonly HeldKey<T>[] };

export interface BurstStep<T> {
  readonly state: BurstState<T>;
  readonly decisions: readonly BurstDecision<T>[];
  /** The Enter or Tab of this input belongs to a scan and must go nowhere else. */
  readonly swallowEnd: boolean;
}

/** The state before the first key. */
export function emptyBurst<T>(): BurstState<T> {
  return { held: [], lastScanAtMs: null, closesRuns: false };
}

function decide<T>(
  held: readonly HeldKey<T>[],
  ended: boolean,
  rules: BurstRules,
): BurstDecision<T> | null {
  if (held.length === 0) return null;
  const text = held.map((key) => key.char).join('');
  if (rules.prefix !== null && text.startsWith(rules.prefix) && text.length > rules.prefix.length) {
    return { kind: 'scan', text: text.slice(rules.prefix.length), keys: held };
  }
  const enough = ended ? rules.minEndedChars : rules.minScanChars;
  return held.length >= enough ? { kind: 'scan', text, keys: held } : { kind: 'typed', keys: held };
}

function settle<T>(
  state: BurstState<T>,
  atMs: number,
  ended: boolean,
  rules: BurstRules,
): BurstStep<T> {
  const decision = decide(state.held, ended, rules);
  if (decision === null) return { state, decisions: [], swallowEnd: false };
  const lastScanAtMs = decision.kind === 'scan' ? atMs : state.lastScanAtMs;
  return {
    state: { ...state, held: [], lastScanAtMs },
    decisions: [decision],
    swallowEnd: ended && decision.kind === 'scan',
  };
}

function isAfter<T>(state: BurstState<T>, atMs: number, pauseMs: number): boolean {
  const last = state.held.at(-1);
  return last !== undefined && atMs - last.atMs >= pauseMs;
}

function isApart<T>(state: BurstState<T>, atMs: number, rules: BurstRules): boolean {
  return isAfter(state, atMs, rules.gapMs);
}

/**
 * How long after its last key a run is decided by time alone: a single key soon, for a person waits
 * to see it; several at machine speed later, unless they may be a whole code that nothing closes.
 */
export function waitMs<T>({ held, closesRuns }: BurstState<T>, rules: BurstRules): number {
  const isWhole = held.length >= rules.minScanChars && !closesRuns;
  return held.length < 2 || isWhole ? rules.gapMs : rules.restMs;
}

/** One key or one tick. See `BurstRules` for what is decided and when. */
export function stepBurst<T>(
  state: BurstState<T>,
  input: BurstInput<T>,
  rules: BurstRules,
): BurstStep<T> {
  switch (input.kind) {
    case 'tick':
      return isAfter(state, input.atMs, waitMs(state, rules))
        ? settle(state, input.atMs, false, rules)
        : { state, decisions: [], swallowEnd: false };
    case 'other':
      return settle(state, input.atMs, false, rules);
    case 'end': {
      const ended = settle(state, input.atMs, !isApart(state, input.atMs, rules), rules);
      const scanAtMs = ended.state.lastScanAtMs;
      const typed = ended.decisions.some((decision) => decision.kind === 'typed');
      const late = !typed && scanAtMs !== null && input.atMs - scanAtMs <= rules.lateEndMs;
      return {
        state: {
          held: ended.state.held,
          lastScanAtMs: null,
          closesRuns: state.closesRuns || ended.swallowEnd || late,
        },
        decisions: ended.decisions,
        swallowEnd: ended.swallowEnd || late,
      };
    }
    case 'char': {
      const before: BurstStep<T> = isApart(state, input.atMs, rules)
        ? settle(state, input.atMs, false, rules)
        : { state, decisions: [], swallowEnd: false };
      const key = { char: input.char, atMs: input.atMs, payload: input.payload };
      const held = [...before.state.held, key];
      const next = { ...before.state, held, lastScanAtMs: null };
      if (held.length < rules.maxChars) {
        return { state: next, decisions: before.decisions, swallowEnd: false };
      }
      const full = settle(next, input.atMs, false, rules);
      return { ...full, decisions: [...before.decisions, ...full.decisions] };
    }
  }
}
