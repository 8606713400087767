import { invariant } from '../assert.ts';
import { AI_TABLE } from './ai-table.ts';

/** One part of an identifier's data, as `AI_TABLE` describes it. */
export interface AiComponent {
  readonly set: 'N' | 'X' | 'Y' | 'Z';
  readonly min: number;
  readonly max: number;
  readonly isOptional: boolean;
  /** Letters of `AI_TABLE`. */
  readonly checks: string;
}

/** How the data of an application identifier is built (GS1 General Specifications §3). */
export interface AiRule {
  /** Its length is known in advance: it ends by itself, others at a separator or the code's end. */
  readonly isFixed: boolean;
  readonly components: readonly AiComponent[];
  /** Of each list one group must be there, whole. */
  readonly needs: readonly (readonly (readonly string[])[])[];
  /** Identifiers, "n" for any digit, that contradict it. */
  readonly excludes: readonly string[];
}

const RULES = readTable();

/** The rule of an identifier, or null when GS1 has none of that name. */
export function aiRule(ai: string): AiRule | null {
  return RULES.get(ai) ?? null;
}

/** Whether an identifier is the one meant, where "n" means any digit. */
export function isAi(ai: string, pattern: string): boolean {
  if (ai.length !== pattern.length) return false;
  return [...pattern].every((char, at) => char === 'n' || char === ai[at]);
}

/** How many characters all its components have; only for a fixed one. */
export function fixedLength(rule: AiRule): number {
  return rule.components.reduce((total, { max }) => total + max, 0);
}

function readTable(): ReadonlyMap<string, AiRule> {
  const rules = new Map<string, AiRule>();
  for (const line of AI_TABLE.trim().split('\n')) {
    const [range = '', form = '', ...pairs] = line.split('|');
    const listsOf = (key: string) =>
      pairs.filter((pair) => pair.startsWith(key)).map((pair) => pair.slice(key.length).split(','));
    const rule: AiRule = {
      isFixed: form.startsWith('*'),
      components: form.replace('*', '').split(' ').map(readComponent),
      needs: listsOf('req=').map((list) => list.map((group) => group.split('+'))),
      excludes: listsOf('ex=').flat(),
    };
    const [first = '', last = first] = range.split('-');
    for (let ai = Number(first); ai <= Number(last); ai += 1) {
      rules.set(String(ai).padStart(first.length, '0'), rule);
    }
  }
  return rules;
}

function readComponent(text: string): AiComponent {
  const match = /^([NXYZ])(\.\.)?(\d+)([a-zA-Z]*)(\?)?$/.exec(text);
  invariant(match !== null, `not a component: ${text}`);
  const [, set = 'N', open, length = '', checks = '', optional] = match;
  const max = Number(length);
  return {
    set: set === 'X' || set === 'Y' || set === 'Z' ? set : 'N',
    min: open === undefined ? max : 1,
    max,
    isOptional: optional !== undefined,
    checks,
  };
}
