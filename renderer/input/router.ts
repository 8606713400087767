import {
  type BurstDecision,
  type BurstInput,
  type BurstRules,
  type BurstState,
  DEFAULT_BURST_RULES,
  emptyBurst,
  startsAnew,
  stepBurst,
  waitMs,
} from './burst.ts';
import { charOfKey, printableOfKey } from './key-code.ts';
import type { KeyPress } from './key-layers.ts';
import { type Press, pressNow, runFor } from '../state/press.ts';
import {
  type FieldMark,
  focusedTextField,
  insertText,
  markField,
  restoreField,
  type TextField,
} from './text-field.ts';

export interface InputRouterOptions {
  readonly window: Window;
  readonly rules?: BurstRules;
  /** A whole code, wherever the focus is. */
  readonly onScan: (text: string) => void;
  /** A scanner's keys that are no whole code: they went nowhere, and somebody should hear it. */
  readonly onHalfRead: () => void;
  /** A person's key; true when it was used and the page must not see it. */
  readonly onKey: (press: KeyPress) => boolean;
  /**
   * Runs a delivery and has its consequences on the screen when it returns. A digit on hold may be
   * released by the very Enter that follows it; that Enter must find the digit already there.
   */
  readonly settle: (deliver: () => void) => void;
}

/** What is needed to give a held character back to where it was typed. */
interface Held {
  readonly printable: string;
  readonly field: TextField | null;
  /** An input method got the key already: it cannot be held, only undone. */
  readonly passed: boolean;
  /** What it does later is still this press's doing. */
  readonly press: Press;
  /** The field as it was before the key was given back, should it be a scanner's after all. */
  leak: FieldMark | null;
}

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'NumLock', 'AltGraph']);
/** Control characters that end a code as a scanner types them: ETX, Tab, LF and CR (ASCII). */
const ENDS_WITH_CTRL = new Set(['KeyC', 'KeyI', 'KeyJ', 'KeyM']);

/** Enter and Tab; some scanners send control characters as letters with Ctrl. */
function endsCode({ key, code, ctrlKey }: KeyboardEvent): boolean {
  if (ctrlKey) return ENDS_WITH_CTRL.has(code);
  return key === 'Enter' || key === 'Tab' || code === 'NumpadEnter';
}

/** Keys that move or delete inside a text field; never a shortcut while one has the focus. */
const FIELD_KEYS = new Set(['Backspace', 'Delete', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);
const BUTTONS = 'button, [role=button], [role=tab], [role=radio], a[href], summary';

/**
 * The one way in for keys. Listens on the window in the capture phase, before any field, dialog
 * or library, and takes scans out of the keys (requirement: a scan works whatever has the focus
 * and leaks no character). What a person typed is delivered in order: into the text field it was
 * meant for, else to `onKey`. Returns a function that stops listening.
 */
export function startInputRouter(options: InputRouterOptions): () => void {
  const { window, onScan, onHalfRead, onKey, settle } = options;
  const rules = options.rules ?? DEFAULT_BURST_RULES;
  const { document } = window;
  let state: BurstState<Held> = emptyBurst();
  let timer: number | undefined;
  /** The field as it was before the first held key that an input method also got. */
  let mark: FieldMark | null = null;
  /** Codes whose keydown was kept; their keyup is kept too (a button listens to Space's keyup). */
  const kept = new Set<string>();
  /** The person's last key was a character: Enter then belongs to what was typed. */
  let typedLast = false;

  function keep(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    kept.add(event.code);
  }

  function release(held: Held): void {
    typedLast = true;
    if (held.passed) return;
    const { field } = held;
    if (field !== null && field.isConnected && document.activeElement === field) {
      held.leak = markField(field);
      insertText(field, held.printable);
      return;
    }
    const key = held.printable;
    if (key === ' ') {
      const active = document.activeElement;
      if (active instanceof HTMLElement && active.matches(BUTTONS)) active.click();
      return;
    }
    onKey({ key, repeat: false });
  }

  function carryOut(decision: BurstDecision<Held>): void {
    const leak = decision.keys.find(({ payload }) => payload.leak !== null)?.payload.leak;
    const undo = mark ?? leak ?? null;
    mark = null;
    if (decision.kind === 'typed') {
      settle(() => {
        for (const { payload } of decision.keys) runFor(payload.press, () => release(payload));
      });
      return;
    }
    if (undo !== null) restoreField(undo);
    typedLast = false;
    if (decision.kind === 'scan') onScan(decision.text);
    else onHalfRead();
  }

  function feed(input: BurstInput<Held>): boolean {
    const step = stepBurst(state, input, rules);
    state = step.state;
    window.clearTimeout(timer);
    for (const decision of step.decisions) carryOut(decision);
    if (state.held.length > 0) timer = window.setTimeout(tick, waitMs(state, rules) + 5);
    return step.swallowEnd;
  }

  function tick(): void {
    const scheduling = 'scheduling' in window.navigator ? window.navigator.scheduling : null;
    const pending =
      typeof scheduling === 'object' &&
      scheduling !== null &&
      'isInputPending' in scheduling &&
      typeof scheduling.isInputPending === 'function' &&
      scheduling.isInputPending() === true;
    // The rest of a code may wait behind this timer when the page was busy: do not split it.
    if (pending) timer = window.setTimeout(tick, 5);
    else feed({ kind: 'tick', atMs: window.performance.now() });
  }

  function onChar(event: KeyboardEvent, char: string): void {
    const field = focusedTextField(document);
    const passed = event.isComposing || event.key === 'Process';
    const atMs = event.timeStamp;
    if (startsAnew(state, atMs, rules)) feed({ kind: 'other', atMs });
    if (passed && field !== null && mark === null) mark = markField(field);
    if (!passed) keep(event);
    const printable = printableOfKey(event);
    const payload = { printable, field, passed, press: pressNow(), leak: null };
    feed({ kind: 'char', char, atMs, payload });
  }

  function pressesFocusedButton(press: KeyPress): boolean {
    if (press.key !== 'Enter' || typedLast) return false;
    const active = document.activeElement;
    return active !== null && active.matches(BUTTONS) && active.matches(':focus-visible');
  }

  function deliver(event: KeyboardEvent): void {
    // An input method's own keys (choosing a candidate, ending a composition) are its business.
    if (event.isComposing || event.key === 'Process') return;
    const editing = focusedTextField(document) !== null;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (editing && FIELD_KEYS.has(event.key)) return;
    const char = charOfKey(event);
    if (editing && char !== null) return;
    const press: KeyPress = { key: char ?? event.key, repeat: event.repeat };
    if (pressesFocusedButton(press)) return;
    const used = onKey(press);
    typedLast = char !== null || press.key === 'Backspace';
    if (used) keep(event);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (MODIFIERS.has(event.key)) return;
    const char = charOfKey(event);
    if (char !== null && !event.repeat) {
      onChar(event, char);
      return;
    }
    const isEnd = endsCode(event) && !event.repeat && !event.shiftKey;
    if (feed({ kind: isEnd ? 'end' : 'other', atMs: event.timeStamp })) keep(event);
    else deliver(event);
  }

  function onKeyUp(event: KeyboardEvent): void {
    if (!kept.delete(event.code)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  const onLeave = () => {
    feed({ kind: 'other', atMs: window.performance.now() });
    kept.clear();
  };

  window.addEventListener('keydown', onKeyDown, { capture: true });
  window.addEventListener('keyup', onKeyUp, { capture: true });
  window.addEventListener('blur', onLeave);
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('keydown', onKeyDown, { capture: true });
    window.removeEventListener('keyup', onKeyUp, { capture: true });
    window.removeEventListener('blur', onLeave);
  };
}
