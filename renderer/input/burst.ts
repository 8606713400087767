/**
 * Tells a keyboard-wedge scanner from a person by timing alone. Pure: time comes with each input,
 * and it is the time at which a key was pressed, not when a busy page got to it.
 *
 * The rule. Characters are held while nobody can know yet. Two characters closer than `gapMs`
 * belong together, and so do those of a scanner's run (`minEndedChars` or more) closer than
 * `restMs`. What becomes of a run:
 * - of `minEndedChars` or more that Enter or Tab closes at machine speed: a scan;
 * - of `minScanChars` or more that nothing closes: a scan, as long as no code was ever closed;
 * - of `minEndedChars` or more that broke off otherwise: half a code. It is nobody's typing, and
 *   everything at machine speed up to the next Enter or Tab is its rest: the rest of a code can be
 *   the whole code of another item;
 * - a run that begins with the scanner's prefix needs no length;
 * - anything else was typed by a person and is released in order, nothing lost.
 * When keys stop coming, what is half a code waits `restMs` for the rest. Should a rest come even
 * later that was pressed in time, it still belongs to its code.
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
  lateEndMs: 200,
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
  /** Enter or Tab up to here belong to the code before: a second suffix, or one that limps. */
  readonly endsUntilMs: number | null;
  /** The scanner closes its codes: a run that nothing has closed is not whole. */
  readonly closesRuns: boolean;
  /** The newest scan was one that nothing had closed. */
  readonly unclosed: boolean;
  /** A code broke off: its rest is dropped. `typing`: a person has pressed keys meanwhile. */
  readonly skipping: { readonly typing: boolean } | null;
  /** What silence decided last, for a rest that a busy machine brings later still. */
  readonly decided: {
    readonly kind: BurstDecision<T>['kind'];
    readonly keys: readonly HeldKey<T>[];
  } | null;
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
  /** A part of a code whose other part is missing: told, never used. */
  | { readonly kind: 'broken'; readonly keys: readonly HeldKey<T>[] }
  | { readonly kind: 'typed'; readonly keys: readonly HeldKey<T>[] };

export interface BurstStep<T> {
  readonly state: BurstState<T>;
  readonly decisions: readonly BurstDecision<T>[];
  /** The Enter or Tab of this input belongs to a scan and must go nowhere else. */
  readonly swallowEnd: boolean;
}

/** The state before the first key. */
export function emptyBurst<T>(): BurstState<T> {
  return {
    held: [],
    endsUntilMs: null,
    closesRuns: false,
    unclosed: false,
    skipping: null,
    decided: null,
  };
}

/** The code of a run that is long enough, or proves its beginning; null: no scanner's. */
function codeOf<T>(
  held: readonly HeldKey<T>[],
  minChars: number,
  { prefix }: BurstRules,
): string | null {
  const text = held.map((key) => key.char).join('');
  if (prefix !== null && text.startsWith(prefix) && text.length > prefix.length) {
    return text.slice(prefix.length);
  }
  return held.length >= minChars ? text : null;
}

/** Long enough to be a whole code, of a scanner that as far as is known closes none. */
function mayBeWhole<T>(state: BurstState<T>, rules: BurstRules): boolean {
  const { held, closesRuns, skipping } = state;
  return skipping === null && !closesRuns && codeOf(held, rules.minScanChars, rules) !== null;
}

/** From which pause on a key is no part of the run. */
function pauseMs<T>(state: BurstState<T>, rules: BurstRules): number {
  const isScanner = state.held.length >= rules.minEndedChars && !mayBeWhole(state, rules);
  return isScanner ? rules.restMs : rules.gapMs;
}

/** Whether a key pressed at `atMs` comes too late to belong to what is held. */
export function startsAnew<T>(state: BurstState<T>, atMs: number, rules: BurstRules): boolean {
  const last = state.held.at(-1);
  return last !== undefined && atMs - last.atMs >= pauseMs(state, rules);
}

/**
 * How long after its last key a run is decided by time alone: a single key soon, for a person waits
 * to see it; several at machine speed later, unless they may be a whole code that nothing closes.
 */
export function waitMs<T>(state: BurstState<T>, rules: BurstRules): number {
  return state.held.length < 2 || mayBeWhole(state, rules) ? rules.gapMs : rules.restMs;
}

function nothing<T>(state: BurstState<T>): BurstStep<T> {
  return { state, decisions: [], swallowEnd: false };
}

/** Decides a run that nothing closed. */
function fallSilent<T>(state: BurstState<T>, atMs: number, rules: BurstRules): BurstStep<T> {
  const { held, skipping } = state;
  if (held.length === 0) return nothing(state);
  const typed = (next: Partial<BurstState<T>>): BurstStep<T> => ({
    state: { ...state, held: [], decided: { kind: 'typed', keys: held }, ...next },
    decisions: [{ kind: 'typed', keys: held }],
    swallowEnd: false,
  });
  const broken = (next: Partial<BurstState<T>>): BurstStep<T> => ({
    state: { ...state, held: [], decided: null, ...next },
    decisions: [{ kind: 'broken', keys: held }],
    swallowEnd: false,
  });
  if (skipping !== null) {
    if (held.length === 1) return typed({ decided: null, skipping: { typing: true } });
    // For a scanner that closes no code, silence is the only end there is.
    const isOver = !state.closesRuns && held.length >= rules.minScanChars;
    return broken({ skipping: isOver ? null : skipping });
  }
  const text = codeOf(held, rules.minEndedChars, rules);
  if (text === null) return typed({});
  if (mayBeWhole(state, rules)) {
    const decided = { kind: 'scan', keys: held } as const;
    return {
      state: { ...state, held: [], endsUntilMs: atMs + rules.lateEndMs, unclosed: true, decided },
      decisions: [{ ...decided, text }],
      swallowEnd: false,
    };
  }
  return broken({ skipping: { typing: false }, decided: { kind: 'broken', keys: held } });
}

/** Enter or Tab with nothing held: the scanner's, or a person's. */
function endAlone<T>(state: BurstState<T>, atMs: number, rules: BurstRules): BurstStep<T> {
  const { endsUntilMs, skipping } = state;
  const isLate = endsUntilMs !== null && atMs <= endsUntilMs;
  const isScanners = isLate || skipping?.typing === false;
  return {
    state: {
      ...state,
      endsUntilMs: isScanners ? atMs + rules.gapMs : null,
      closesRuns: state.closesRuns || isScanners,
      unclosed: false,
      skipping: null,
      decided: null,
    },
    decisions: [],
    swallowEnd: isScanners,
  };
}

function endRun<T>(state: BurstState<T>, atMs: number, rules: BurstRules): BurstStep<T> {
  const { held, skipping } = state;
  const last = held.at(-1);
  if (last === undefined) return endAlone(state, atMs, rules);
  const isScanner = held.length >= rules.minEndedChars;
  if (atMs - last.atMs >= (isScanner ? rules.restMs : rules.gapMs)) {
    const silent = fallSilent(state, last.atMs + rules.gapMs, rules);
    const ended = endAlone(silent.state, atMs, rules);
    return { ...ended, decisions: silent.decisions };
  }
  const text = codeOf(held, rules.minEndedChars, rules);
  if (text === null && skipping === null) {
    return {
      state: { ...endAlone(state, atMs, rules).state, held: [] },
      decisions: [{ kind: 'typed', keys: held }],
      swallowEnd: false,
    };
  }
  const provesStart = text !== null && text.length < held.length;
  // A code that nothing closed, then one that is closed: they were one.
  const isRest = (skipping !== null || state.unclosed) && !provesStart;
  return {
    state: { ...emptyBurst<T>(), closesRuns: true, endsUntilMs: atMs + rules.gapMs },
    decisions: [
      isRest || text === null ? { kind: 'broken', keys: held } : { kind: 'scan', text, keys: held },
    ],
    swallowEnd: true,
  };
}

/** Returns what silence decided when the next key was pressed in time after all. */
function rejoin<T>(state: BurstState<T>, atMs: number, rules: BurstRules): BurstState<T> {
  const { decided } = state;
  const last = decided?.keys.at(-1);
  if (state.held.length > 0 || decided === null || last === undefined) return state;
  const { keys, kind } = decided;
  const limitMs = keys.length >= rules.minEndedChars ? rules.restMs : rules.gapMs;
  if (atMs - last.atMs >= (kind === 'scan' ? rules.gapMs : limitMs)) return state;
  // What was taken for a whole code is used already: the rest must not be used as another.
  if (kind === 'scan') return { ...state, skipping: { typing: false }, unclosed: false };
  return { ...state, held: keys, skipping: null };
}

function addChar<T>(state: BurstState<T>, key: HeldKey<T>, rules: BurstRules): BurstStep<T> {
  const before = startsAnew(state, key.atMs, rules)
    ? fallSilent(state, key.atMs, rules)
    : nothing(rejoin(state, key.atMs, rules));
  const held = [...before.state.held, key];
  const next = { ...before.state, held, endsUntilMs: null, decided: null };
  if (held.length < rules.maxChars) return { ...before, state: next };
  return {
    state: { ...next, held: [], skipping: { typing: false } },
    decisions: [...before.decisions, { kind: 'broken', keys: held }],
    swallowEnd: false,
  };
}

/** One key or one tick. See the rule above for what is decided and when. */
export function stepBurst<T>(
  state: BurstState<T>,
  input: BurstInput<T>,
  rules: BurstRules,
): BurstStep<T> {
  switch (input.kind) {
    case 'tick': {
      const last = state.held.at(-1);
      const isDue = last !== undefined && input.atMs - last.atMs >= waitMs(state, rules);
      return isDue ? fallSilent(state, input.atMs, rules) : nothing(state);
    }
    case 'other': {
      const silent = fallSilent(state, input.atMs, rules);
      return { ...silent, state: { ...silent.state, decided: null } };
    }
    case 'end':
      return endRun(state, input.atMs, rules);
    case 'char': {
      const { char, atMs, payload } = input;
      return addChar(state, { char, atMs, payload }, rules);
    }
  }
}
