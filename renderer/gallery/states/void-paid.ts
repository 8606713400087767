import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { fakeBasket, fakeBasketVoid, fakePartPaid, fakeTill } from '../../testing/snapshots.ts';

const refusedVoid = {
  ...fakeBasketVoid('failed'),
  canRetry: true,
  retryAs: ['same' as const, 'refund' as const],
  canAbandon: true,
};
const sale = (change: Partial<TillSnapshot>) => (locale: 'zh' | 'en') =>
  fakeTill(locale, { basket: fakeBasket(9), ...change });

interface TillState {
  readonly name: string;
  readonly window: 'till';
  readonly snapshot: ReturnType<typeof sale>;
  readonly keys?: readonly string[];
  readonly before?: Partial<TillSnapshot>;
}

/** Voiding a basket of which a card has paid a part. */
export const VOID_PAID_STATES: readonly TillState[] = [
  {
    name: 'pay-part-paid',
    window: 'till',
    snapshot: sale({ basket: fakePartPaid(9) }),
    keys: ['F12'],
  },
  {
    name: 'void-paid',
    window: 'till',
    snapshot: sale({ basket: fakePartPaid(9) }),
    keys: ['v', '2', 'F2', '1', '2', '3'],
  },
  {
    name: 'void-paid-why',
    window: 'till',
    snapshot: sale({ basket: fakePartPaid(9) }),
    keys: ['v'],
  },
  {
    name: 'void-paid-refused',
    window: 'till',
    snapshot: sale({
      basket: { ...fakePartPaid(9), refund: { steps: [], refusal: 'refundNotPossible' } },
    }),
    keys: ['v'],
  },
  {
    name: 'void-paid-failed',
    window: 'till',
    snapshot: sale({ basket: null, saleReturn: refusedVoid }),
  },
  {
    name: 'void-paid-keep',
    window: 'till',
    snapshot: sale({ basket: null, saleReturn: refusedVoid }),
    keys: ['x'],
  },
  {
    name: 'void-paid-done',
    window: 'till',
    before: { basket: null, saleReturn: fakeBasketVoid('done') },
    snapshot: sale({
      basket: null,
      notice: {
        n: 5,
        kind: 'accepted',
        code: 'basketRefunded',
        params: { returnId: fakeBasketVoid('done').returnId },
      },
    }),
  },
  {
    name: 'void-paid-pending',
    window: 'till',
    snapshot: sale({ saleReturn: refusedVoid }),
    keys: ['n', 'u'],
  },
];
