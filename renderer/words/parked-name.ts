import type { TFunction } from 'i18next';

/** What a parked basket is called on the screens. */
export function parkedName(t: TFunction, label: string): string {
  return label === '' ? t('park.unnamed') : label;
}
