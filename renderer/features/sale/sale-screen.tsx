import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { useWindowState } from '../../state/window-state.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { FunctionBar } from '../../ui/function-bar.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { NumberPad } from '../../ui/number-pad.tsx';
import { quantity } from '../../words/figures.ts';
import { AgeDialog } from './age-dialog.tsx';
import { AmountPanel } from './amount-panel.tsx';
import { EmptyBasket } from './empty-basket.tsx';
import { LineList } from './line-list.tsx';
import { moveMark } from './marked-line.ts';
import { QuickKeys } from './quick-keys.tsx';
import { type SaleActions, useSaleActions } from './sale-actions.ts';
import { NO_DIALOG } from './sale-dialog.ts';
import { SaleDialogs } from './sale-dialogs.tsx';
import styles from './sale-screen.module.css';
import type { Sale } from './use-sale.ts';

/** Scanning, typing, quick keys and everything F1 to F12 does while selling. */
export function SaleScreen(props: {
  readonly snapshot: TillSnapshot;
  readonly sale: Sale;
  /** What covers the lines and the pad; the payment takes the bar away as well. */
  readonly cover: 'none' | 'change' | 'payment';
  readonly onPay: () => void;
  /** What covers it, and what other features lay over it. */
  readonly children: ReactNode;
}) {
  const { snapshot, sale, cover } = props;
  const { basket } = snapshot;
  const { lines, press, setChosenId } = sale;
  const actions = useSaleActions(sale, snapshot.multiplierThousandths, props.onPay);
  // They work while the payment or the change covers the screen, unless that takes them.
  useActions(actions.all, {
    depth: DEPTH.screen,
    keys: {
      Backspace: () => press('back'),
      Delete: () => press('clear'),
      ArrowUp: () => setChosenId((id) => moveMark(lines, id, -1)),
      ArrowDown: () => setChosenId((id) => moveMark(lines, id, 1)),
    },
    onChar: (char) => {
      press(char);
      return /[\d.]/.test(char);
    },
  });
  return (
    <main className={styles['screen']} data-testid="phase-selling">
      {cover === 'none' ? <SaleGrid snapshot={snapshot} sale={sale} pad={actions.pad} /> : null}
      {props.children}
      {cover === 'payment' ? null : <FunctionBar actions={actions.bar} />}
      {basket === null || basket.ageQuestion === null ? null : (
        <AgeDialog question={basket.ageQuestion} lines={basket.lines} />
      )}
      <SaleDialogs
        dialog={sale.dialog}
        basket={basket}
        suspended={snapshot.suspended}
        voidBasket={actions.voidBasket}
        askWeight={sale.askWeight}
        onClose={() => sale.setDialog(NO_DIALOG)}
        onQuantity={sale.setQuantity}
      />
    </main>
  );
}

/** The lines, the amount, the quick keys and the number pad. */
function SaleGrid(props: {
  readonly snapshot: TillSnapshot;
  readonly sale: Sale;
  readonly pad: SaleActions['pad'];
}) {
  const { snapshot, sale, pad } = props;
  const { t } = useTranslation();
  const { locale, currency } = useWindowState();
  const { lines, marked, typed } = sale;
  return (
    <div className={styles['grid']}>
      {lines.length === 0 ? (
        <EmptyBasket />
      ) : (
        <LineList
          lines={lines}
          markedId={marked?.lineId ?? null}
          onMark={sale.setChosenId}
          locale={locale}
          currency={currency}
        />
      )}
      <div className={styles['right']}>
        <AmountPanel basket={snapshot.basket} lastSale={snapshot.lastSale} currency={currency} />
        <QuickKeys items={snapshot.quickItems} locale={locale} onPick={sale.pickQuick} />
        <div className={styles['pad']}>
          <div className={styles['entry']}>
            <output aria-label={t('pad.entry')} data-testid="typed">
              {typed === '' ? <span className={styles['hint']}>{t('pad.hint')}</span> : typed}
            </output>
            <Multiplier thousandths={snapshot.multiplierThousandths} />
            <RepeatKey action={pad.repeat} />
          </div>
          <NumberPad onKey={sale.press} side={pad.side} extraKey="." />
        </div>
      </div>
    </div>
  );
}

/** "6 ×" beside the entry, for as long as the next item is meant six times. */
function Multiplier({ thousandths }: { readonly thousandths: number | null }) {
  const { t } = useTranslation();
  if (thousandths === null) return null;
  const count = quantity(thousandths);
  return (
    <b className={styles['times']} role="status" data-testid="multiplier">
      <span aria-hidden="true">{count} ×</span>
      <span className="visually-hidden">{t('pad.multiplier', { count })}</span>
    </b>
  );
}

const RepeatKey = memo(function RepeatKey(props: { readonly action: Action }) {
  return <ActionKey action={props.action} />;
});
