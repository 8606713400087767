import { err, ok, type Result } from '../result.ts';
import { gtinCheckDigit } from './gtin.ts';

/** FNC1 as scanners transmit it between two elements. */
export const GROUP_SEPARATOR = '\u001d';

/** One element: an application identifier of GS1 General Specifications §3 and its data. */
export interface Gs1Element {
  readonly ai: string;
  readonly data: string;
}

export type ElementError = 'unknownAi' | 'badField' | 'checkDigit' | 'badDate';

type Form = 'gtin' | 'digits' | 'date' | 'text';

interface AiRule {
  readonly form: Form;
  readonly length: number;
  /** Fixed elements end by themselves, others at a separator or at the end of the code. */
  readonly fixed: boolean;
}

const fixed = (form: Form, length: number): AiRule => ({ form, length, fixed: true });
const upTo = (form: Form, length: number): AiRule => ({ form, length, fixed: false });

/** The identifiers a shop's goods carry. One not listed has no known length: code refused. */
const AI_RULES: Readonly<Record<string, AiRule>> = {
  '01': fixed('gtin', 14),
  '10': upTo('text', 20),
  '11': fixed('date', 6),
  '13': fixed('date', 6),
  '15': fixed('date', 6),
  '16': fixed('date', 6),
  '17': fixed('date', 6),
  '20': fixed('digits', 2),
  '21': upTo('text', 20),
  '30': upTo('digits', 8),
  '240': upTo('text', 30),
  '8110': upTo('text', 70),
};

/** Character set 82 of GS1 General Specifications §7.11. */
const CHARACTER_SET_82 = /^[!"%-?A-Z_a-z]+$/;

/** Splits an element string, without symbology identifier, into its elements, each checked. */
export function parseElementString(text: string): Result<Gs1Element[], ElementError> {
  const elements: Gs1Element[] = [];
  let rest = text;
  while (rest !== '') {
    const found = findRule(rest);
    if (found === null) return err('unknownAi');
    const { ai, rule } = found;
    const body = rest.slice(ai.length);
    const end = rule.fixed ? rule.length : separatorOrEnd(body);
    const data = body.slice(0, end);
    const fault = faultOf(rule, data);
    if (fault !== null) return err(fault);
    elements.push({ ai, data });
    rest = body.slice(end);
    // A separator after a fixed element is not needed but is common and harmless (§7.8).
    if (rest.startsWith(GROUP_SEPARATOR)) rest = rest.slice(1);
  }
  return elements.length === 0 ? err('badField') : ok(elements);
}

/** Writes elements as a scanner would transmit them; what `parseElementString` reads back. */
export function printElementString(elements: readonly Gs1Element[]): string {
  return elements
    .map(({ ai, data }, index) => {
      const isOpen = findRule(ai)?.rule.fixed === false && index < elements.length - 1;
      return ai + data + (isOpen ? GROUP_SEPARATOR : '');
    })
    .join('');
}

/**
 * 'YYYY-MM-DD' of a YYMMDD element; day 00 is the month's last. The century is the 21st:
 * nothing in a shop was packed or expires in the 20th. `null` when there is no such day.
 */
export function elementDate(data: string): string | null {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(data);
  if (match === null) return null;
  const [, yy = '', mm = '', dd = ''] = match;
  const month = Number(mm);
  if (month < 1 || month > 12) return null;
  const last = daysInMonth(2000 + Number(yy), month);
  const day = dd === '00' ? last : Number(dd);
  return day > last ? null : `20${yy}-${mm}-${String(day).padStart(2, '0')}`;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Longest identifier first; 310n and 392n carry the number of decimals in their last digit. */
function findRule(text: string): { ai: string; rule: AiRule } | null {
  const four = text.slice(0, 4);
  if (/^310[0-5]$/.test(four)) return { ai: four, rule: fixed('digits', 6) };
  if (/^392[0-9]$/.test(four)) return { ai: four, rule: upTo('digits', 15) };
  for (const length of [4, 3, 2]) {
    const ai = text.slice(0, length);
    const rule = Object.hasOwn(AI_RULES, ai) ? AI_RULES[ai] : undefined;
    if (rule !== undefined) return { ai, rule };
  }
  return null;
}

function separatorOrEnd(body: string): number {
  const at = body.indexOf(GROUP_SEPARATOR);
  return at < 0 ? body.length : at;
}

function faultOf(rule: AiRule, data: string): ElementError | null {
  if (data === '' || data.length > rule.length) return 'badField';
  if (rule.fixed && data.length !== rule.length) return 'badField';
  if (rule.form === 'text') return CHARACTER_SET_82.test(data) ? null : 'badField';
  if (!/^\d+$/.test(data)) return 'badField';
  if (rule.form === 'date' && elementDate(data) === null) return 'badDate';
  if (rule.form !== 'gtin') return null;
  return gtinCheckDigit(data.slice(0, -1)) === data.at(-1) ? null : 'checkDigit';
}
