import { useTranslation } from 'react-i18next';
import { localName } from '../../../core/local-text.ts';
import { sendTill } from '../../state/commands.ts';
import { useWindowState } from '../../state/window-state.ts';
import type { Action } from '../../ui/actions.tsx';
import { VoidReasonDialog } from '../../ui/void-reason-dialog.tsx';
import { money, quantity } from '../../words/figures.ts';
import { QuantityDialog } from './number-dialogs.tsx';
import type { SaleDialog } from './sale-dialog.ts';
import type { Line } from './use-sale.ts';

export interface LineDialogProps {
  readonly dialog: Extract<SaleDialog, { kind: 'quantity' | 'voidLine' | 'cutQuantity' }>;
  /** Undefined when it is gone: only a number can still be asked for then. */
  readonly line: Line | undefined;
  readonly onClose: () => void;
  readonly closeAnd: (act: () => unknown) => void;
  /** Offered beside: it was not one line that was meant. */
  readonly voidBasket: Action;
  readonly onQuantity: (lineId: string, quantityThousandths: number) => void;
}

/** Asks about one line: how many, or why it or a part of it goes. */
export function LineDialog(props: LineDialogProps) {
  const { dialog, line, onClose, closeAnd } = props;
  const { t } = useTranslation();
  const { locale, currency } = useWindowState();
  const { lineId } = dialog;
  const name = localName(line?.name ?? {}, locale);
  if (dialog.kind === 'quantity') {
    const set = (quantityThousandths: number) =>
      closeAnd(() => props.onQuantity(lineId, quantityThousandths));
    return <QuantityDialog name={name} onClose={onClose} onQuantity={set} />;
  }
  if (line === undefined) return null;
  if (dialog.kind === 'voidLine') {
    return (
      <VoidReasonDialog
        title={t('void.lineTitle')}
        text={`${name}  ${money(line.amountMinor, currency)}`}
        testId="dialog-void-line"
        onClose={onClose}
        onReason={(reason) => closeAnd(() => sendTill('sale.voidLine', { lineId, reason }))}
        other={props.voidBasket}
      />
    );
  }
  const { quantityThousandths } = dialog;
  const [from, to] = [quantity(line.quantityThousandths), quantity(quantityThousandths)];
  return (
    <VoidReasonDialog
      title={t('void.cutTitle')}
      text={t('void.cutText', { name, from, to })}
      testId="dialog-cut-quantity"
      onClose={onClose}
      onReason={(reason) =>
        closeAnd(() => sendTill('sale.setQuantity', { lineId, quantityThousandths, reason }))
      }
    />
  );
}
