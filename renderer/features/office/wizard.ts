import type { TillSnapshot } from '../../../contracts/snapshot.ts';
import type { TillOutput } from '../../../contracts/till.ts';

export type StepName = NonNullable<TillSnapshot['closing']>['steps'][number]['step'];
export type StepState = NonNullable<TillSnapshot['closing']>['steps'][number]['state'];

export const STEPS = [
  'baskets',
  'payments',
  'count',
  'terminalBatch',
  'zReport',
  'send',
] as const satisfies readonly StepName[];

/** What this window has heard from the service while closing; nothing here is computed. */
export interface ClosingResults {
  readonly count: TillOutput<'shift.close'> | null;
  readonly terminal: TillOutput<'terminal.closeBatch'> | null;
  readonly terminalSkipped: boolean;
  readonly close: TillOutput<'day.close'> | null;
  readonly send: TillOutput<'batch.send'> | null;
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
}

type Facts = Pick<
  TillSnapshot,
  'phase' | 'basket' | 'payment' | 'suspended' | 'shift' | 'businessDay' | 'closing' | 'toSend'
> & { readonly devices: Pick<TillSnapshot['devices'], 'terminal'> };

/** Whether a step is behind us, by what the register says now. */
function isDone(step: StepName, facts: Facts, results: ClosingResults): boolean {
  const told = facts.closing?.steps.find((each) => each.step === step);
  if (told?.state === 'done' || told?.state === 'skipped') return true;
  const dayClosed = results.close !== null || facts.phase === 'dayClosed';
  switch (step) {
    case 'baskets':
      return dayClosed || (facts.basket === null && facts.suspended.length === 0);
    case 'payments':
      return dayClosed || facts.payment === null;
    case 'count':
      return dayClosed || facts.shift === null;
    case 'terminalBatch':
      return (
        dayClosed ||
        results.terminalSkipped ||
        results.terminal?.closed === true ||
        facts.devices.terminal.state === 'off'
      );
    case 'zReport':
      return dayClosed;
    case 'send':
      return results.send !== null && results.send.waiting === 0;
  }
}

/**
 * The rail from top to bottom. The first step that is not done is the one to do now; whoever
 * leaves and comes back finds the same step, because it follows from what the register says.
 */
export function railOf(facts: Facts, results: ClosingResults): readonly RailStep[] {
  let reached = true;
  return STEPS.map((step) => {
    const told = facts.closing?.steps.find((each) => each.step === step);
    if (!reached) return { step, state: 'waiting' };
    if (isDone(step, facts, results)) {
      const skipped = step === 'terminalBatch' && results.terminal?.closed !== true;
      const left = skipped && (results.terminalSkipped || told?.state === 'skipped');
      return { step, state: left ? 'skipped' : 'done' };
    }
    reached = false;
    const failed =
      told?.state === 'failed' || (step === 'terminalBatch' && results.terminal?.closed === false);
    return { step, state: failed ? 'failed' : 'running' };
  });
}

/** Whether the day closes without the terminal's own batch having been closed. */
export function leavesTerminalOut(facts: Facts, results: ClosingResults): boolean {
  const told = facts.closing?.steps.find((each) => each.step === 'terminalBatch');
  return told?.state !== 'done' && results.terminal?.closed !== true;
}

/** The step to show; the last one when everything is done. */
export function currentStep(rail: readonly RailStep[]): StepName {
  return rail.find((each) => each.state === 'running' || each.state === 'failed')?.step ?? 'send';
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
