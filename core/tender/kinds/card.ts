import type { TenderTraits } from '../traits.ts';

/** What the card terminal takes: cards, phones, wallets. */
export const CARD: TenderTraits = {
  label: { zh: '刷卡', en: 'Card' },
  pays: 'cards',
  givesChange: false,
  opensDrawer: false,
  inDrawer: false,
  needsAttempt: true,
  refund: 'atTerminal',
};
