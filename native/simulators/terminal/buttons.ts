import type { Outcome } from './cards.ts';

/** What a person at the simulated terminal can do while it waits for a card. */
const BUTTONS = {
  approve: { kind: 'approve' },
  signature: { kind: 'approve', cvm: 'signature' },
  contactless: { kind: 'approve', card: 'visaContactless' },
  girocard: { kind: 'approve', card: 'girocard' },
  mastercard: { kind: 'approve', card: 'mastercard' },
  unionpay: { kind: 'approve', card: 'unionpay' },
  unionpayQr: { kind: 'approve', card: 'unionpayQr' },
  alipay: { kind: 'approve', card: 'alipay' },
  wechat: { kind: 'approve', card: 'wechat' },
  bluecode: { kind: 'approve', card: 'bluecode' },
  decline: { kind: 'decline', code: 0x05 },
  noFunds: { kind: 'decline', code: 0x33 },
  wrongPin: { kind: 'decline', code: 0x37 },
  pinBlocked: { kind: 'pinBlocked' },
  expired: { kind: 'refuse', code: 0x78 },
  unknownCard: { kind: 'refuse', code: 0x7a },
  removed: { kind: 'removed' },
  stop: { kind: 'stop' },
  hostDown: { kind: 'hostDown' },
} as const satisfies Record<string, Outcome>;

export type ButtonName = keyof typeof BUTTONS;

/** All buttons, in the order a window shows them. */
export const buttonNames: readonly ButtonName[] = Object.keys(BUTTONS).filter(isButtonName);

/** What a button stands for. */
export function outcomeOf(button: ButtonName): Outcome {
  return BUTTONS[button];
}

function isButtonName(name: string): name is ButtonName {
  return Object.hasOwn(BUTTONS, name);
}
