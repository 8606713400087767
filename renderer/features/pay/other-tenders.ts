import {
  DRAWER_MONEY,
  isTenderKind,
  TENDERS,
  type TenderKind,
} from '../../../core/tender/tender.ts';

/** The keys of the other kinds, in the order they are registered; more than these have no key. */
const KEYS = ['t', 'w', 'y'] as const;

/** A kind of tender that needs no terminal, beside the drawer's money, with its key. */
export interface OtherTender {
  readonly kind: TenderKind;
  readonly key: string | undefined;
  /** What is typed of the rest, or all of it where nothing is. */
  readonly amountMinor: number;
}

/** The other kinds that can be taken here, as they are registered: most shops have none. */
export function otherTenders(
  typedMinor: number | null,
  due: { readonly remainingMinor: number; readonly cashDueMinor: number },
): OtherTender[] {
  return Object.keys(TENDERS)
    .filter(isTenderKind)
    .filter((kind) => kind !== DRAWER_MONEY && !TENDERS[kind].needsAttempt)
    .map((kind, index) => {
      const dueMinor = TENDERS[kind].pays === 'coins' ? due.cashDueMinor : due.remainingMinor;
      return { kind, key: KEYS[index], amountMinor: Math.min(typedMinor ?? dueMinor, dueMinor) };
    });
}
