import type { Outcome, OutcomeSource } from './cards.ts';
import type { CommandName } from './commands.ts';
import type { Faults } from './faults.ts';
import type { ScriptStep } from './script.ts';
import { setSwitches } from './script-switches.ts';

/** Takes the steps of a script in order; give its two functions to `createTerminal`. */
export class ScriptRunner {
  readonly #left: ScriptStep[];
  readonly #faults: () => Faults;
  readonly #fallback: OutcomeSource | undefined;

  /** Without a fallback a card that no step decides is left to a person: see `buttons`. */
  constructor(steps: readonly ScriptStep[], faults: () => Faults, fallback?: OutcomeSource) {
    this.#left = [...steps];
    this.#faults = faults;
    this.#fallback = fallback;
  }

  /** For `onCommand`: begins the first step in line if it waits for this command. */
  readonly onCommand = (command: CommandName): Outcome | undefined =>
    this.#left[0]?.command === command ? this.#begin() : undefined;

  /** For `outcomes`: begins the first step in line if it waits for a card. */
  readonly outcomes: OutcomeSource = (request) => {
    const next = this.#left[0];
    const outcome = next !== undefined && next.command === undefined ? this.#begin() : undefined;
    return outcome ?? this.#fallback?.(request) ?? new Promise<Outcome>(() => undefined);
  };

  #begin(): Outcome | undefined {
    const step = this.#left.shift();
    for (const { at, action, times } of step?.faults ?? []) this.#faults().at(at, action, times);
    if (step?.switches !== undefined) setSwitches(this.#faults(), step.switches);
    return step?.outcome;
  }
}
