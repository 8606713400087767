import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { CardPanel } from '../features/pay/card-panel.tsx';
import { ChangeScreen } from '../features/pay/change-screen.tsx';
import { useChangeShown } from '../features/pay/change-shown.ts';
import { PayPanel } from '../features/pay/pay-panel.tsx';
import { usePaying } from '../features/pay/paying.ts';
import { NO_DIALOG } from '../features/sale/sale-dialog.ts';
import { SaleScreen } from '../features/sale/sale-screen.tsx';
import { type Sale, useSale } from '../features/sale/use-sale.ts';
import { VoidBasket } from '../features/voiding/void-basket.tsx';
import type { SettleBox } from '../state/doubtful-attempt.ts';

/** The sale, the payment that ends it, and its change. */
export function Selling(props: { readonly snapshot: TillSnapshot; readonly settle: SettleBox }) {
  const { snapshot, settle } = props;
  const sale = useSale(snapshot);
  const change = useChangeShown(snapshot);
  const paying = usePaying(snapshot.basket?.basketId ?? null);
  const isPaying = paying.isPaying && sale.marked !== null;
  // Refunding has a screen of its own; left aside in doubt, it must not stop the lane.
  const payment = snapshot.payment?.way === 'payment' ? snapshot.payment : null;
  const { lastSale } = snapshot;
  const covered = change.shown ? 'change' : 'none';
  const close = () => sale.setDialog(NO_DIALOG);
  return (
    <SaleScreen
      snapshot={snapshot}
      sale={sale}
      cover={isPaying || payment !== null ? 'payment' : covered}
      onPay={paying.begin}
    >
      {payment === null ? null : <CardPanel payment={payment} settle={settle} />}
      {isPaying && payment === null ? (
        <Paying snapshot={snapshot} sale={sale} onBack={paying.leave} />
      ) : null}
      {change.shown && lastSale !== null ? (
        <ChangeScreen
          sale={lastSale}
          onNext={change.dismiss}
          onDigit={(char) => {
            change.dismiss();
            sale.press(char);
          }}
        />
      ) : null}
      {sale.dialog.kind === 'voidBasket' ? (
        <VoidBasket snapshot={snapshot} onClose={close} onVoid={close} />
      ) : null}
    </SaleScreen>
  );
}

/** The payment, whose further questions are the sale's. */
function Paying(props: {
  readonly snapshot: TillSnapshot;
  readonly sale: Sale;
  readonly onBack: () => void;
}) {
  const { snapshot } = props;
  const { setDialog } = props.sale;
  if (snapshot.basket === null) return null;
  return (
    <PayPanel
      basket={snapshot.basket}
      snapshot={snapshot}
      onBack={props.onBack}
      onVoid={() => setDialog({ kind: 'voidBasket' })}
      onReturnCash={(tenderId) => setDialog({ kind: 'returnCash', tenderId })}
      onHelp={() => setDialog({ kind: 'help' })}
    />
  );
}
