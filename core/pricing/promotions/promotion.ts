import type { LocalText } from '../../local-text.ts';
import type { Minor } from '../../money/minor.ts';
import type { ItemSnapshot } from '../../basket/types.ts';

/** A rule of the price book; its kind says how it is worked out. */
export interface PromotionRule {
  readonly kind: string;
  readonly ruleId: string;
  readonly version: number;
  readonly text: LocalText;
  readonly itemIds: readonly string[];
}

/** A line as a promotion sees it. */
export interface OfferedLine {
  readonly lineId: string;
  readonly item: ItemSnapshot;
  readonly quantityThousandths: number;
  /** What it costs before this promotion. */
  readonly amountMinor: Minor;
}

/** What a rule takes off a line: above zero, and never more than the line costs. */
export interface Reduction {
  readonly lineId: string;
  readonly amountMinor: Minor;
}

/** What a rule takes off lines of which none is voided. */
export type Promotion = (rule: PromotionRule, lines: readonly OfferedLine[]) => Reduction[];
