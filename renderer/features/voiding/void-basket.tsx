import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { VoidBasketDialog } from './void-basket-dialog.tsx';
import { VoidPaidDialog } from './void-paid-dialog.tsx';

/** Asks before the open basket goes; where a part of it is paid, with a supervisor. */
export function VoidBasket(props: {
  readonly snapshot: TillSnapshot;
  readonly onClose: () => void;
  /** It is being voided, nothing was paid of it but cash. */
  readonly onVoid: () => void;
}) {
  const { snapshot, onClose } = props;
  const { basket, operator, operators } = snapshot;
  if (basket === null) return null;
  if (basket.refund !== null) {
    return (
      <VoidPaidDialog
        basket={basket}
        refund={basket.refund}
        operator={operator}
        operators={operators}
        onClose={onClose}
      />
    );
  }
  return (
    <VoidBasketDialog
      basket={basket}
      onClose={onClose}
      onReason={(reason) => {
        props.onVoid();
        void sendTill('sale.voidBasket', { reason });
      }}
    />
  );
}
