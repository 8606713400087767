import type { LanguageTraits } from '../language.ts';
import { EN } from '../receipt/words/en.ts';

/**
 * A third language: what its entry in the list would be. Its words are those of a sale's paper; the
 * others stand in English, which is no matter to what it proves.
 */
export const FRENCH: LanguageTraits = {
  tag: 'fr-FR',
  ownName: 'Français',
  isRequired: false,
  fallback: ['en', 'zh'],
  characters: null,
  paper: {
    ...EN,
    receiptNo: 'Ticket',
    operator: 'Caissier',
    items: 'Articles',
    goods: 'Sous-total',
    tax: 'TVA',
    total: 'TOTAL À PAYER',
    change: 'Rendu',
    zReport: 'RAPPORT Z',
    tenders: 'Moyens de paiement',
    departments: 'Rayons',
    tenderNames: { cash: 'Espèces', card: 'Carte bancaire' },
  },
};
