/** A key or a place of the screen: what a bouncing contact hits again. */
export type Spot =
  | { readonly kind: 'key'; readonly code: string }
  | { readonly kind: 'place'; readonly x: number; readonly y: number }
  /** A click without a finger: a screen reader's, a program's. */
  | { readonly kind: 'element'; readonly element: EventTarget | null };

/** One press of a hand, from the moment it began. */
export interface Press {
  /** When the key went down or the finger came, on the window's clock (`performance.now()`). */
  readonly beganAtMs: number;
  readonly spot: Spot;
  /** The snapshot's `moneyRevision` that was on the screen then; undefined before the first one. */
  readonly seen: number | undefined;
}

/** A finger that comes down again lands within this many CSS pixels: the least size of a key. */
const SAME_PLACE_PX = 48;

let shown: number | undefined;
let current: Press | null = null;
/** The press whose handlers run now, where they run later than it: a held-back character. */
let acting: Press | null = null;

/** The screen shows the state with this `moneyRevision` from now on. */
export function showMoneyRevision(moneyRevision: number | undefined): void {
  shown = moneyRevision;
}

/** The `moneyRevision` that is on the screen; undefined before the first one. */
export function shownMoneyRevision(): number | undefined {
  return shown;
}

/** The press that what runs now belongs to. What runs by itself counts as pressed just now. */
export function pressNow(): Press {
  return acting ?? current ?? begin(performance.now(), { kind: 'element', element: null });
}

/** Runs what a press does later than it was pressed. */
export function runFor(press: Press, act: () => void): void {
  const before = acting;
  acting = press;
  try {
    act();
  } finally {
    acting = before;
  }
}

/** Whether two presses hit the same key or the same place. */
export function isSameSpot(a: Spot, b: Spot): boolean {
  if (a.kind === 'key') return b.kind === 'key' && a.code === b.code;
  if (a.kind === 'element') return b.kind === 'element' && a.element === b.element;
  return b.kind === 'place' && Math.hypot(a.x - b.x, a.y - b.y) <= SAME_PLACE_PX;
}

function begin(beganAtMs: number, spot: Spot): Press {
  return { beganAtMs, spot, seen: shown };
}

/**
 * Watches when each press of a key or a finger begins: the event's own time, which is the
 * hardware's and not that of a busy page. A key that repeats because it is held is one press. Must
 * start before anything else listens. Returns a function that stops it.
 */
export function watchPresses(
  window: Window,
  /** True: this press is a bounce, and nothing on the page may hear of it. */
  isBounce: (press: Press) => boolean,
): () => void {
  let isSwallowing = false;
  let isFingersClick = false;
  const onKey = (event: KeyboardEvent) => {
    if (!event.repeat) current = begin(event.timeStamp, { kind: 'key', code: event.code });
  };
  const swallow = (event: Event) => {
    if (!isSwallowing) return;
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  const onPointer = (event: PointerEvent) => {
    const { clientX: x, clientY: y } = event;
    current = begin(event.timeStamp, { kind: 'place', x, y });
    isFingersClick = true;
    isSwallowing = isBounce(current);
    swallow(event);
  };
  const onClick = (event: MouseEvent) => {
    if (!isFingersClick) {
      const { target } = event;
      current = begin(event.timeStamp, { kind: 'element', element: target });
      isSwallowing = false;
    }
    isFingersClick = false;
    swallow(event);
  };
  const rest = ['pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend'] as const;
  const options = { capture: true, passive: false };
  window.addEventListener('keydown', onKey, options);
  window.addEventListener('pointerdown', onPointer, options);
  window.addEventListener('click', onClick, options);
  for (const name of rest) window.addEventListener(name, swallow, options);
  return () => {
    current = null;
    window.removeEventListener('keydown', onKey, options);
    window.removeEventListener('pointerdown', onPointer, options);
    window.removeEventListener('click', onClick, options);
    for (const name of rest) window.removeEventListener(name, swallow, options);
  };
}
