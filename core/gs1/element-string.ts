import { err, ok, type Result } from '../result.ts';
import { type AiComponent, type AiRule, aiRule, fixedLength, isAi } from './ai-rules.ts';
import { elementDate, isLongDate } from './element-date.ts';
import { gtinCheckDigit } from './gtin.ts';

/** FNC1 as scanners transmit it between two elements. */
export const GROUP_SEPARATOR = '\u001d';

/** One element: an application identifier of GS1 General Specifications §3 and its data. */
export interface Gs1Element {
  readonly ai: string;
  readonly data: string;
}

/** What is wrong with an element string, and which identifier it is about. */
export interface ElementFault {
  readonly code: 'unknownAi' | 'badField' | 'checkDigit' | 'badDate' | 'contradiction';
  /** Of an unknown one the first four characters; '' where there is nothing at all. */
  readonly ai: string;
}

/**
 * Splits an element string, without symbology identifier, into its elements. Every identifier GS1
 * has is known; each one's data is checked by its own form, and pairs that exclude each other are
 * refused. What an identifier needs beside it may stand in another symbol on the goods (the
 * dictionary's own note): see `missingNeed`.
 */
export function parseElementString(text: string): Result<Gs1Element[], ElementFault> {
  const elements: Gs1Element[] = [];
  let rest = text;
  while (rest !== '') {
    const found = findRule(rest);
    if (found === null) return err({ code: 'unknownAi', ai: rest.slice(0, 4) });
    const { ai, rule } = found;
    const body = rest.slice(ai.length);
    const end = rule.isFixed ? fixedLength(rule) : separatorOrEnd(body);
    const data = body.slice(0, end);
    const code = faultOf(rule, data);
    if (code !== null) return err({ code, ai });
    elements.push({ ai, data });
    rest = body.slice(end);
    // A separator after a fixed element is not needed but is common and harmless (§7.8).
    if (rest.startsWith(GROUP_SEPARATOR)) rest = rest.slice(1);
  }
  if (elements.length === 0) return err({ code: 'badField', ai: '' });
  const contradicting = elements.find((element, at) => isContradicted(elements, element, at));
  if (contradicting !== undefined) return err({ code: 'contradiction', ai: contradicting.ai });
  return ok(elements);
}

/** Writes elements as a scanner would transmit them; what `parseElementString` reads back. */
export function printElementString(elements: readonly Gs1Element[]): string {
  return elements
    .map(({ ai, data }, index) => {
      const isOpen = aiRule(ai)?.isFixed === false && index < elements.length - 1;
      return ai + data + (isOpen ? GROUP_SEPARATOR : '');
    })
    .join('');
}

/** The first identifier that stands for nothing without another one that is not there, or null. */
export function missingNeed(elements: readonly Gs1Element[]): string | null {
  const isThere = (pattern: string) => elements.some(({ ai }) => isAi(ai, pattern));
  const lacking = elements.find(({ ai }) =>
    aiRule(ai)?.needs.some((groups) => !groups.some((group) => group.every(isThere))),
  );
  return lacking?.ai ?? null;
}

/** Identifiers are two to four digits, and none is the beginning of another. */
function findRule(text: string): { ai: string; rule: AiRule } | null {
  for (const length of [2, 3, 4]) {
    const ai = text.slice(0, length);
    const rule = ai.length === length ? aiRule(ai) : null;
    if (rule !== null) return { ai, rule };
  }
  return null;
}

function separatorOrEnd(body: string): number {
  const at = body.indexOf(GROUP_SEPARATOR);
  return at < 0 ? body.length : at;
}

/**
 * The same identifier again contradicts the first unless it says the same; an item said twice is
 * two codes read as one.
 */
function isContradicted(
  elements: readonly Gs1Element[],
  { ai, data }: Gs1Element,
  at: number,
): boolean {
  const excludes = aiRule(ai)?.excludes ?? [];
  return elements.some((other, otherAt) => {
    if (otherAt === at) return false;
    if (other.ai === ai) return other.data !== data || ai === '01';
    return excludes.some((pattern) => isAi(other.ai, pattern));
  });
}

type DataFault = 'badField' | 'checkDigit' | 'badDate';

function faultOf(rule: AiRule, data: string): DataFault | null {
  let rest = data;
  for (const component of rule.components) {
    if (rest === '' && component.isOptional) return null;
    const part = rest.slice(0, component.max);
    if (part.length < component.min || !CHARACTERS[component.set].test(part)) return 'badField';
    const fault = checkFault(component, part);
    if (fault !== null) return fault;
    rest = rest.slice(part.length);
  }
  return rest === '' ? null : 'badField';
}

/** Character sets 82, 39 and file-safe base 64 of GS1 General Specifications §7.11. */
const CHARACTERS = {
  N: /^\d+$/,
  X: /^[!"%-?A-Z_a-z]+$/,
  Y: /^[#\-/\dA-Z]+$/,
  Z: /^[\w-]+={0,2}$/,
} as const;

function checkFault({ checks }: AiComponent, part: string): DataFault | null {
  for (const check of checks) {
    switch (check) {
      case 'c':
        if (gtinCheckDigit(part.slice(0, -1)) !== part.at(-1)) return 'checkDigit';
        break;
      case 'd':
        if (elementDate(part) === null) return 'badDate';
        break;
      case 'D':
        if (part.endsWith('00') || elementDate(part) === null) return 'badDate';
        break;
      case 'Y':
        if (!isLongDate(part)) return 'badDate';
        break;
      default:
        if (SMALL_FORMS[check]?.test(part) === false) return 'badField';
    }
  }
  return null;
}

/** Hours, minutes and seconds; a digit that is always 0; yes or no. */
const SMALL_FORMS: Readonly<Record<string, RegExp>> = {
  t: /^([01]\d|2[0-3])[0-5]\d$/,
  h: /^([01]\d|2[0-3])$/,
  m: /^[0-5]\d$/,
  z: /^0$/,
  y: /^[01]$/,
};
