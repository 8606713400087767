import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { fakeBasket, fakeTill } from '../../testing/snapshots.ts';

type Locale = 'zh' | 'en';

const copyIs = (locale: Locale, state: 'ready' | 'fault', code: string) => ({
  ...fakeTill(locale).devices,
  secondCopy: { state, code },
});

const HELD: TillSnapshot['heldSettings'] = [
  { field: 'currency', kept: 'CNY', asked: 'EUR', until: 'never' },
  { field: 'cashRounding', kept: 'null', asked: '{"stepMinor":5}', until: 'never' },
  { field: 'taxRounding', kept: 'perLine', asked: 'perReceipt', until: 'finished' },
];
/** Each tax code of a chain that has many, all of them changed. */
const RATES: TillSnapshot['heldSettings'] = Array.from({ length: 42 }, (_, index) => ({
  field: `taxRatesBp.T${index}`,
  kept: '1300',
  asked: '700',
  until: 'catalogue' as const,
}));

/** Settings that wait, the disk of the second copy, and a register whose data are another one's. */
export const SHOP_SETTINGS_STATES = [
  {
    name: 'office-held-settings',
    window: 'till' as const,
    snapshot: (l: Locale) => fakeTill(l, { heldSettings: HELD }),
    keys: ['F10'],
  },
  {
    name: 'office-held-rates',
    window: 'till' as const,
    snapshot: (l: Locale) => fakeTill(l, { heldSettings: [...HELD, ...RATES] }),
    keys: ['F10'],
  },
  {
    name: 'office-copy-disk',
    window: 'till' as const,
    snapshot: (l: Locale) => {
      const { operator } = fakeTill(l);
      if (operator === null) throw new Error('nobody is signed on');
      return fakeTill(l, {
        operator: { ...operator, role: 'manager' },
        devices: copyIs(l, 'fault', 'otherDisk'),
      });
    },
    keys: ['F10', 'b'],
  },
  {
    name: 'office-held-catalogue',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      fakeTill(l, {
        heldCatalogue: { sha256: 'a'.repeat(64), itemsNow: 12_408, itemsInFile: 311 },
      }),
    keys: ['F10', 'p'],
  },
  {
    name: 'bar-same-disk',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      fakeTill(l, { basket: fakeBasket(9), devices: copyIs(l, 'ready', 'sameDisk') }),
  },
  {
    name: 'stopped-other-register',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      fakeTill(l, {
        phase: 'stopped',
        operator: null,
        stopped: {
          code: 'otherRegister',
          params: {
            detail:
              'The database is another register’s: nothing was changed. ' +
              '(C:\\Users\\register\\AppData\\Roaming\\Tillwright\\register.db is of S001-R03, ' +
              'the settings say S001-R04)',
          },
        },
      }),
  },
];
