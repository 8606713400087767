import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { useWindowState } from '../../state/window-state.ts';
import type { Action } from '../../ui/actions.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { money } from '../../words/figures.ts';
import { ParkDialog, ResumeDialog } from './basket-dialogs.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { LineDialog } from './line-dialog.tsx';
import { WeightDialog } from './number-dialogs.tsx';
import { PriceCheckDialog } from './price-check-dialog.tsx';
import { addItem, addWeighed } from './sale-commands.ts';
import type { SaleDialog, WeightRequest } from './sale-dialog.ts';
import { type FoundItem, SearchDialog } from './search-dialog.tsx';

type Basket = NonNullable<TillSnapshot['basket']>;
type Addable = Pick<FoundItem, 'itemId' | 'unit' | 'name' | 'priceMinor'>;

export interface SaleDialogsProps {
  readonly dialog: SaleDialog;
  readonly basket: Basket | null;
  readonly suspended: TillSnapshot['suspended'];
  readonly askWeight: (request: WeightRequest) => void;
  readonly onClose: () => void;
  readonly voidBasket: Action;
  /** Sets the pieces of a line, or asks first why there are fewer. */
  readonly onQuantity: (lineId: string, quantityThousandths: number) => void;
}

/** The open dialog of the sale screen and what its answer does. */
export function SaleDialogs(props: SaleDialogsProps) {
  const { dialog, basket, onClose } = props;
  const { locale } = useWindowState();
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
    case 'voidBasket':
      return null;
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'quantity':
    case 'voidLine':
    case 'cutQuantity':
      return (
        <LineDialog
          dialog={dialog}
          line={basket?.lines.find((each) => each.lineId === dialog.lineId)}
          onClose={onClose}
          closeAnd={closeAnd}
          voidBasket={props.voidBasket}
          onQuantity={props.onQuantity}
        />
      );
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
    case 'returnCash':
      return <ReturnCash basket={basket} tenderId={dialog.tenderId} onClose={onClose} />;
    case 'drawer':
      return <OpenDrawer onClose={onClose} />;
  }
}

/** Asks before cash goes back out of an open payment. */
function ReturnCash(props: {
  readonly basket: Basket | null;
  readonly tenderId: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { basket, tenderId, onClose } = props;
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
      onDo={() => {
        onClose();
        void sendTill('pay.returnCash', { tenderId });
      }}
    />
  );
}

/** Asks before the drawer opens without a sale: that is recorded. */
function OpenDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      title={t('drawer.title')}
      text={t('drawer.text')}
      doLabel={t('drawer.open')}
      testId="dialog-drawer"
      onClose={onClose}
      onDo={() => {
        onClose();
        void sendTill('drawer.noSale', {});
      }}
    />
  );
}
