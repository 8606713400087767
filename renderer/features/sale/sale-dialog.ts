/** What still has to be weighed. */
export interface WeightRequest {
  readonly itemId: string;
  /** The number it was asked for by; null when it was picked or scanned. */
  readonly plu: string | null;
  readonly name: string;
  /** Per kilogram. */
  readonly priceMinor: number;
}

/** What lies over the sale screen; at most one at a time. */
export type SaleDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'help' }
  | { readonly kind: 'quantity'; readonly lineId: string }
  | { readonly kind: 'weight'; readonly request: WeightRequest }
  | { readonly kind: 'priceCheck' }
  | { readonly kind: 'search' }
  | { readonly kind: 'voidLine'; readonly lineId: string }
  | { readonly kind: 'cutQuantity'; readonly lineId: string; readonly quantityThousandths: number }
  | { readonly kind: 'voidBasket' }
  | { readonly kind: 'returnCash'; readonly tenderId: string }
  | { readonly kind: 'park' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'drawer' };

export const NO_DIALOG: SaleDialog = { kind: 'none' };
