import { tillStore } from '../ipc/client.ts';
import {
  isSameSpot,
  type Press,
  pressNow,
  showMoneyRevision,
  shownMoneyRevision,
} from './press.ts';

/**
 * Nobody sees a new amount and answers it sooner: the quickest people need about 180 ms from a
 * light to a finger that was waiting for it (simple reaction time; Woodworth and Schlosberg,
 * Experimental Psychology, 1954), and more to read a figure. What comes down on the same key
 * earlier than this after the new state was drawn was not meant for it.
 */
export const PERCEPTION_MS = 150;

interface Move {
  readonly press: Press;
  /** The service has not answered yet. */
  isOpen: boolean;
  /** It was done, and what it did is not on the screen yet. */
  isUnseen: boolean;
  /** Presses of the same key that begin before this are the same intent. */
  closedUntilMs: number;
}

/** The money that was moved last. */
let last: Move | null = null;
let markTimer: ReturnType<typeof setTimeout> | undefined;

/**
 * `<html data-closed>` stands while a press of the same key would be taken for a bounce, so that a
 * program that presses quicker than any person can wait for the end of it instead of guessing.
 */
function markClosed(): void {
  clearTimeout(markTimer);
  if (last === null) return;
  const { dataset } = document.documentElement;
  dataset['closed'] = 'true';
  if (last.isOpen || last.isUnseen) return;
  const leftMs = last.closedUntilMs - performance.now();
  markTimer = setTimeout(() => delete dataset['closed'], Math.max(0, leftMs));
}

/**
 * Whether the press is not one of its own but the shadow of the last one that moved money: a
 * bouncing contact, a finger that comes down twice. It is one until the service has answered, the
 * new state has been drawn and a person could have seen it. Each bounce begins the wait anew.
 */
export function isBounce(press: Press): boolean {
  if (last === null || press === last.press) return false;
  if (!isSameSpot(press.spot, last.press.spot)) return false;
  const isEarly = last.isOpen || last.isUnseen || press.beganAtMs < last.closedUntilMs;
  if (!isEarly) return false;
  closeFor(last, press.beganAtMs);
  return true;
}

/**
 * Takes the press that is at work for the one move of money that it may make. Null where it has
 * made it, or is no press of its own; else what to call with the answer.
 */
export function claimPress(): { readonly seen: number | undefined; end(): void } | null {
  const press = pressNow();
  if (last?.press === press || isBounce(press)) return null;
  const move: Move = { press, isOpen: true, isUnseen: false, closedUntilMs: 0 };
  last = move;
  markClosed();
  return {
    seen: press.seen,
    end() {
      move.isOpen = false;
      // The state it led to arrives before its answer, and may not be drawn yet.
      const now = tillStore.getState().snapshot?.moneyRevision;
      move.isUnseen = now !== shownMoneyRevision();
      closeFor(move, performance.now());
    },
  };
}

/** The screen has drawn the state with this `moneyRevision`. */
export function noteShown(moneyRevision: number): void {
  showMoneyRevision(moneyRevision);
  if (last === null || !last.isUnseen) return;
  last.isUnseen = false;
  closeFor(last, performance.now());
}

/** From now on nobody can have seen the new state for as long as it takes. */
function closeFor(move: Move, sinceMs: number): void {
  move.closedUntilMs = Math.max(move.closedUntilMs, sinceMs + PERCEPTION_MS);
  if (move === last) markClosed();
}

/** Forgets the last move; for tests that start a second window in the same process. */
export function resetIntent(): void {
  last = null;
  showMoneyRevision(undefined);
}
