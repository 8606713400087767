import { useTranslation } from 'react-i18next';
import {
  DRAWER_MONEY,
  isTenderKind,
  TENDERS,
  type TenderKind,
} from '../../../core/tender/tender.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { money } from '../../words/figures.ts';
import { tenderName } from '../../../core/tender/tender-name.ts';

const CAPS = ['t', 'w', 'y'] as const;

/** A kind of tender that needs no terminal, beside the drawer's money, with its key. */
export interface OtherTender {
  readonly kind: TenderKind;
  readonly cap: string | undefined;
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
      return { kind, cap: CAPS[index], amountMinor: Math.min(typedMinor ?? dueMinor, dueMinor) };
    });
}

/** A key for each of them, which names what it takes. */
export function OtherTenderKeys(props: {
  readonly tenders: readonly OtherTender[];
  readonly className: string | undefined;
  readonly onTake: (tender: OtherTender) => void;
}) {
  const { t } = useTranslation();
  const { currency, locale } = useWindowState();
  return props.tenders.map((tender) => (
    <ActionButton
      key={tender.kind}
      label={t('pay.otherFor', {
        name: tenderName(tender.kind, locale),
        amount: money(tender.amountMinor, currency),
      })}
      cap={tender.cap?.toUpperCase()}
      onPress={() => props.onTake(tender)}
      className={props.className}
      testId={`tender-${tender.kind}`}
    />
  ));
}
