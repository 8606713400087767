import type {
  TrainingButton,
  TrainingCard,
  TrainingSwitch,
  TrainingView,
} from '../../contracts/training.ts';

/** A button of the window: what it does, its key, and its text in the dictionary. */
interface Labelled<B extends TrainingButton, L extends string> {
  readonly button: B;
  readonly key: string;
  readonly label: L;
}

const paid = [
  { button: 'approve', key: 'a', label: 'training.approve' },
  { button: 'contactless', key: 'c', label: 'training.contactless' },
  { button: 'signature', key: 's', label: 'training.signature' },
  { button: 'alipay', key: 'w', label: 'training.alipay' },
  { button: 'wechat', key: 'y', label: 'training.wechat' },
  { button: 'unionpayQr', key: 'u', label: 'training.unionpayQr' },
] as const satisfies readonly Labelled<TrainingCard, string>[];

const notPaid = [
  { button: 'decline', key: 'd', label: 'training.decline' },
  { button: 'noFunds', key: 'f', label: 'training.noFunds' },
  { button: 'expired', key: 'e', label: 'training.expired' },
  { button: 'pinBlocked', key: 't', label: 'training.pinBlocked' },
  { button: 'removed', key: 'r', label: 'training.removed' },
  { button: 'stop', key: 'x', label: 'training.stop' },
  { button: 'hostDown', key: 'h', label: 'training.hostDown' },
] as const satisfies readonly Labelled<TrainingCard, string>[];

/** The card buttons in their groups, as they stand in the window. */
export const CARD_GROUPS = [
  { title: 'training.paidTitle', tone: 'accent', buttons: paid },
  { title: 'training.notPaidTitle', tone: 'danger', buttons: notPaid },
] as const;

/** What can go wrong with the terminal itself; pressed once more it is put right. */
export const SWITCHES = [
  { button: 'power', key: 'p', label: 'training.power', off: 'training.powerBack' },
  { button: 'cable', key: 'k', label: 'training.cable', off: 'training.cableBack' },
  { button: 'loseResult', key: 'l', label: 'training.loseResult', off: 'training.loseResultOff' },
] as const satisfies readonly (Labelled<TrainingSwitch, string> & { readonly off: string })[];

/** Whether what the switch stands for is wrong now. */
export function isWrong(view: TrainingView, button: TrainingSwitch): boolean {
  if (button === 'power') return !view.on;
  return button === 'cable' ? view.cableOut : view.losesResult;
}

const byKey = new Map<string, TrainingButton>(
  [...paid, ...notPaid, ...SWITCHES].map(({ key, button }) => [key, button]),
);

/** The button of a key, in either case; undefined for any other key. */
export function buttonOfKey(key: string): TrainingButton | undefined {
  return byKey.get(key.toLowerCase());
}
