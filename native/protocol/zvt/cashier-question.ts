import { encodeApdu } from './apdu.ts';
import { negativeAnswer, POSITIVE_ANSWER } from './commands.ts';
import { CONTROL } from './controls.ts';
import type { GraphicMenu, MenuItem } from './graphic-menu.ts';
import { concat, sameBytes } from './hex.ts';
import { MAX_PICTURE_BYTES, readPicture } from './picture.ts';
import type { Picture } from './picture.ts';
import { encodeTlv, encodeTlvContainer } from './tlv.ts';

/** A question of the terminal that only the cashier can answer. */
export interface CashierQuestion {
  readonly picture: Picture;
  /** The terminal's own words, line by line; may be ''. */
  readonly text: string;
  /** At least one. */
  readonly items: readonly MenuItem[];
  /** How long an answer may take. */
  readonly limitMs: number;
}

/** The number of an item, nobody answered in time, or there is nobody to be asked. */
export type CashierChoice = number | 'noAnswer' | 'unable';

/** How far the terminal's question is. */
export type QuestionState =
  | { readonly kind: 'none' }
  /** Parts of the picture are still to come. */
  | {
      readonly kind: 'parts';
      readonly imageId: string;
      readonly bytes: Uint8Array;
      readonly text: string;
      readonly items: readonly MenuItem[];
    }
  /** The cashier looks at it; `message` is the 06 D0 that waits for its answer. */
  | {
      readonly kind: 'open';
      readonly message: Uint8Array;
      readonly items: readonly MenuItem[];
    };

export const NO_QUESTION: QuestionState = { kind: 'none' };

/** Stopped, or nobody answered in time (PA00P015 §10). */
const NO_ANSWER = 0x6c;
const NOT_POSSIBLE = 0x83;
const PROTOCOL_ERROR = 0x9a;

/** Where the terminal sets no limit: less than it waits for a customer. */
const USUAL_LIMIT_MS = 45_000;
/** A terminal must not be held for ever, whatever it allows. */
const LONGEST_LIMIT_MS = 120_000;
/** The answer must be there before the terminal gives up. */
const MARGIN_MS = 1000;

/** What a 06 D0 leads to: an answer at once, a question, or neither (the same one again). */
export interface TakenMenu {
  readonly state: QuestionState;
  readonly answer: Uint8Array | null;
  readonly question: CashierQuestion | null;
}

/**
 * Takes in a 06 D0 of a running command. A part of a picture is acknowledged; with the last one
 * the question is whole. What cannot be shown or answered is refused, so that the terminal goes
 * its other way (a signature on paper).
 */
export function takeMenu(
  before: QuestionState,
  menu: GraphicMenu | null,
  message: Uint8Array,
): TakenMenu {
  if (before.kind === 'open' && sameBytes(before.message, message)) {
    return { state: before, answer: null, question: null };
  }
  if (menu === null) return refused(PROTOCOL_ERROR);
  const continued = before.kind === 'parts' && before.imageId === menu.imageId ? before : null;
  const bytes = continued === null ? menu.part : concat(continued.bytes, menu.part);
  const text = menu.text === '' ? (continued?.text ?? '') : menu.text;
  const items = menu.items.length === 0 ? (continued?.items ?? []) : menu.items;
  const totalBytes = menu.totalBytes ?? bytes.length;
  if (totalBytes > MAX_PICTURE_BYTES) return refused(NOT_POSSIBLE);
  if (bytes.length > totalBytes) return refused(PROTOCOL_ERROR);
  if (bytes.length < totalBytes) {
    const state = { kind: 'parts', imageId: menu.imageId, bytes, text, items } as const;
    return { state, answer: POSITIVE_ANSWER, question: null };
  }
  if (items.length === 0) return refused(PROTOCOL_ERROR);
  const picture = readPicture(bytes);
  if (picture === null) return refused(NOT_POSSIBLE);
  return {
    state: { kind: 'open', message, items },
    answer: null,
    question: { picture, text, items, limitMs: limitOf(menu.displayS) },
  };
}

function refused(code: number): TakenMenu {
  return { state: NO_QUESTION, answer: negativeAnswer(code), question: null };
}

function limitOf(displayS: number): number {
  if (displayS === 0) return USUAL_LIMIT_MS;
  return Math.min(LONGEST_LIMIT_MS, Math.max(MARGIN_MS, displayS * 1000 - MARGIN_MS));
}

/** The answer to an open question: 80 00 with the item's return value, or why there is none. */
export function answerTo(state: QuestionState, choice: CashierChoice): Uint8Array | null {
  if (state.kind !== 'open') return null;
  if (choice === 'unable') return negativeAnswer(NOT_POSSIBLE);
  const item = choice === 'noAnswer' ? undefined : state.items[choice];
  if (item === undefined) return negativeAnswer(NO_ANSWER);
  return encodeApdu(CONTROL.positive, encodeTlvContainer(encodeTlv(0x19, item.value)));
}
