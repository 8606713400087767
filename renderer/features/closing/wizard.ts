import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type { TillOutput } from '../../../contracts/till/contract.ts';

export type StepName = NonNullable<TillSnapshot['closing']>['steps'][number]['step'];
export type StepState = NonNullable<TillSnapshot['closing']>['steps'][number]['state'];

export const STEPS = [
  'baskets',
  'payments',
  'count',
  'settlement',
  'zReport',
  'send',
] as const satisfies readonly StepName[];

/** What this window has heard from the service while closing; nothing here is computed. */
export interface ClosingResults {
  readonly count: TillOutput<'shift.close'> | null;
  readonly terminal: TillOutput<'settlement.close'> | null;
  readonly terminalSkipped: boolean;
  readonly close: TillOutput<'day.close'> | null;
  readonly send: TillOutput<'upload.send'> | null;
}

export const NO_RESULTS: ClosingResults = {
  count: null,
  terminal: null,
  terminalSkipped: false,
  close: null,
  send: null,
};

/** One entry of the rail. */
export interface RailStep {
  readonly step: StepName;
  readonly state: StepState;
  /** The one to do now. */
  readonly isNow: boolean;
}

type Facts = Pick<
  TillSnapshot,
  'phase' | 'basket' | 'payment' | 'suspended' | 'shift' | 'businessDay' | 'closing' | 'toSend'
> & { readonly devices: Pick<TillSnapshot['devices'], 'terminal'> };

type Told = NonNullable<Facts['closing']>['steps'][number];

/** A step that the register lists as failed but lets the day close around. */
function isPassable(told: Told): boolean {
  // Unclear payments stand in the Z until they are clear, a half done return and a basket
  // that a card has paid in part stay in sight; a closed batch may show a difference, or have been
  // closed without its totals being heard.
  const { code } = told;
  return (
    ['partPaidBaskets', 'unknownPayments', 'returnOpen', 'basketVoidOpen'].includes(code) ||
    ['batchClosed', 'batchUnseen'].includes(code)
  );
}

/** Whether a step is behind us: by what the register says, else by what this window heard. */
function isDone(
  step: StepName,
  told: Told | undefined,
  facts: Facts,
  results: ClosingResults,
): boolean {
  if (told?.state === 'done' || told?.state === 'skipped') return true;
  if (told?.state === 'failed' && isPassable(told)) return true;
  const dayClosed = results.close !== null || facts.phase === 'dayClosed';
  if (step === 'send') return results.send !== null && results.send.waiting === 0;
  if (dayClosed) return true;
  switch (step) {
    case 'baskets':
      return facts.basket === null && facts.suspended.length === 0;
    case 'payments':
      return facts.payment === null;
    case 'count':
      return facts.shift === null;
    case 'settlement':
      return (
        results.terminalSkipped ||
        results.terminal?.closed === true ||
        facts.devices.terminal.state === 'off'
      );
    case 'zReport':
      return false;
  }
}

/**
 * The rail from top to bottom. The first step that is not done is the one to do now; whoever
 * leaves and comes back finds the same step, because it follows from what the register says.
 * `isPending`: a command of this window has no answer yet. Its step is at work until then, even
 * when the register already lists how it ended: what is said to have failed can be tried again.
 */
export function railOf(
  facts: Facts,
  results: ClosingResults,
  isPending = false,
): readonly RailStep[] {
  let reached = true;
  return STEPS.map((step) => {
    const told = facts.closing?.steps.find((each) => each.step === step);
    if (!reached) return { step, state: 'waiting', isNow: false };
    if (isDone(step, told, facts, results)) {
      if (told?.state === 'skipped' || told?.state === 'failed') {
        return { step, state: told.state, isNow: false };
      }
      const left = step === 'settlement' && results.terminalSkipped;
      return { step, state: left && told?.state !== 'done' ? 'skipped' : 'done', isNow: false };
    }
    reached = false;
    const failed =
      told?.state === 'failed' || (step === 'settlement' && results.terminal?.closed === false);
    return { step, state: failed && !isPending ? 'failed' : 'running', isNow: true };
  });
}

/** Whether the day closes without the terminal's own batch having been closed. */
export function leavesTerminalOut(facts: Facts, results: ClosingResults): boolean {
  const told = facts.closing?.steps.find((each) => each.step === 'settlement');
  return told?.code !== 'batchClosed' && results.terminal?.closed !== true;
}

/** The step to show; the last one when everything is done. */
export function currentStep(rail: readonly RailStep[]): StepName {
  return rail.find((each) => each.isNow)?.step ?? 'send';
}

/** How many of each note and coin were counted, as typed. */
export type CountTexts = Readonly<Record<number, string>>;

/** The rows to send: only what was counted; null when a text is no number. */
export function readCounts(
  denominationsMinor: readonly number[],
  texts: CountTexts,
): { readonly denominationMinor: number; readonly count: number }[] | null {
  const rows: { denominationMinor: number; count: number }[] = [];
  for (const denominationMinor of denominationsMinor) {
    const text = texts[denominationMinor] ?? '';
    if (text === '') continue;
    if (!/^\d{1,5}$/.test(text)) return null;
    const count = Number(text);
    if (count > 0) rows.push({ denominationMinor, count });
  }
  return rows;
}

/** What the typed counts add up to; a preview, the register adds up itself. */
export function countedMinor(texts: CountTexts): number {
  let total = 0;
  for (const [denominationMinor, text] of Object.entries(texts)) {
    if (/^\d{1,5}$/.test(text)) total += Number(denominationMinor) * Number(text);
  }
  return total;
}
