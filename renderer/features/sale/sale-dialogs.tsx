import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { localName, money, quantity } from '../../ui/figures.ts';
import { useWindowState } from '../shell/window-state.ts';
import { VoidPaidDialog } from '../returns/void-paid-dialog.tsx';
import { ConfirmDialog, ParkDialog, ResumeDialog, VoidBasketDialog } from './basket-dialogs.tsx';
import { VoidReasonDialog } from './void-reason-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { QuantityDialog, WeightDialog } from './number-dialogs.tsx';
import { PriceCheckDialog } from './price-check-dialog.tsx';
import { addItem, addWeighed } from './sale-commands.ts';
import type { SaleDialog, WeightRequest } from './sale-dialog.ts';
import { type FoundItem, SearchDialog } from './search-dialog.tsx';

type Basket = NonNullable<TillSnapshot['basket']>;
type Addable = Pick<FoundItem, 'itemId' | 'unit' | 'name' | 'priceMinor'>;

export interface SaleDialogsProps {
  readonly dialog: SaleDialog;
  readonly lines: Basket['lines'];
  readonly basket: Basket | null;
  readonly suspended: TillSnapshot['suspended'];
  readonly operator: TillSnapshot['operator'];
  readonly operators: TillSnapshot['operators'];
  readonly askWeight: (request: WeightRequest) => void;
  readonly onClose: () => void;
  readonly onVoidBasket: () => void;
  /** Sets the pieces of a line, or asks first why there are fewer. */
  readonly onQuantity: (lineId: string, quantityThousandths: number) => void;
}

/** The open dialog of the sale screen and what its answer does. */
export function SaleDialogs(props: SaleDialogsProps) {
  const { dialog, lines, basket, onClose } = props;
  const { t } = useTranslation();
  const { locale, currency } = useWindowState();
  const lineOf = (lineId: string) => lines.find((line) => line.lineId === lineId);
  /** Closes first: the command's own dialog (a weight) may open next. */
  const closeAnd = (act: () => unknown) => {
    onClose();
    act();
  };
  const add = (item: Addable) => {
    const name = localName(item.name, locale);
    const { itemId, priceMinor } = item;
    if (item.unit === 'kg') return props.askWeight({ itemId, plu: null, name, priceMinor });
    const input = { itemId, quantityThousandths: null, weightGrams: null };
    void addItem(input, name, props.askWeight);
  };
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'quantity': {
      const { lineId } = dialog;
      return (
        <QuantityDialog
          name={localName(lineOf(lineId)?.name ?? { zh: '', en: '' }, locale)}
          onClose={onClose}
          onQuantity={(quantityThousandths) =>
            closeAnd(() => props.onQuantity(lineId, quantityThousandths))
          }
        />
      );
    }
    case 'weight': {
      const { request } = dialog;
      return (
        <WeightDialog
          key={request.itemId}
          request={request}
          onClose={onClose}
          onWeight={(weightGrams) => closeAnd(() => addWeighed(request, weightGrams))}
        />
      );
    }
    case 'priceCheck':
      return <PriceCheckDialog onClose={onClose} onAdd={(item) => closeAnd(() => add(item))} />;
    case 'search':
      return <SearchDialog onClose={onClose} onAdd={(item) => closeAnd(() => add(item))} />;
    case 'voidLine': {
      const { lineId } = dialog;
      const line = lineOf(lineId);
      if (line === undefined) return null;
      const amount = money(line.amountMinor, currency);
      return (
        <VoidReasonDialog
          title={t('void.lineTitle')}
          text={`${localName(line.name, locale)}  ${amount}`}
          testId="dialog-void-line"
          onClose={onClose}
          onReason={(reason) => closeAnd(() => sendTill('sale.voidLine', { lineId, reason }))}
          other={{ label: t('void.basket'), press: 'v', onPress: props.onVoidBasket }}
        />
      );
    }
    case 'cutQuantity': {
      const { lineId, quantityThousandths } = dialog;
      const line = lineOf(lineId);
      if (line === undefined) return null;
      return (
        <VoidReasonDialog
          title={t('void.cutTitle')}
          text={t('void.cutText', {
            name: localName(line.name, locale),
            from: quantity(line.quantityThousandths),
            to: quantity(quantityThousandths),
          })}
          testId="dialog-cut-quantity"
          onClose={onClose}
          onReason={(reason) =>
            closeAnd(() => sendTill('sale.setQuantity', { lineId, quantityThousandths, reason }))
          }
        />
      );
    }
    case 'voidBasket':
      if (basket !== null && basket.refund !== null) {
        return (
          <VoidPaidDialog
            basket={basket}
            refund={basket.refund}
            operator={props.operator}
            operators={props.operators}
            onClose={onClose}
          />
        );
      }
      if (basket === null) return null;
      return (
        <VoidBasketDialog
          basket={basket}
          onClose={onClose}
          onReason={(reason) => closeAnd(() => sendTill('sale.voidBasket', { reason }))}
        />
      );
    case 'returnCash': {
      const { tenderId } = dialog;
      const tender = basket?.tenders.find((one) => one.tenderId === tenderId);
      if (tender === undefined) return null;
      const amount = money(tender.amountMinor, currency);
      return (
        <ConfirmDialog
          title={t('pay.returnTitle', { amount })}
          text={t('pay.returnText', { amount })}
          doLabel={t('pay.returnDo')}
          testId="dialog-return-cash"
          onClose={onClose}
          onDo={() => closeAnd(() => sendTill('pay.returnCash', { tenderId }))}
        />
      );
    }
    case 'park':
      return (
        <ParkDialog
          onClose={onClose}
          onPark={(label) => closeAnd(() => sendTill('sale.park', { label }))}
        />
      );
    case 'resume':
      return (
        <ResumeDialog
          suspended={props.suspended}
          onClose={onClose}
          onResume={(basketId) => closeAnd(() => sendTill('sale.resume', { basketId }))}
        />
      );
    case 'drawer':
      return (
        <ConfirmDialog
          title={t('drawer.title')}
          text={t('drawer.text')}
          doLabel={t('drawer.open')}
          testId="dialog-drawer"
          onClose={onClose}
          onDo={() => closeAnd(() => sendTill('drawer.noSale', {}))}
        />
      );
  }
}
