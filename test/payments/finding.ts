/** One thing that must not be. */
export interface Finding {
  readonly kind: 'lost' | 'doubled' | 'wronglyDeclined' | 'notCharged' | 'notRefunded';
  readonly detail: string;
}
