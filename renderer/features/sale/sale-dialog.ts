/** What still has to be weighed. */
export type WeightRequest =
  | { readonly kind: 'item'; readonly itemId: string; readonly name: string }
  | { readonly kind: 'plu'; readonly plu: string; readonly name: string };

/** What lies over the sale screen; at most one at a time. */
export type SaleDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'help' }
  | { readonly kind: 'quantity'; readonly lineId: string }
  | { readonly kind: 'weight'; readonly request: WeightRequest }
  | { readonly kind: 'priceCheck' }
  | { readonly kind: 'search' }
  | { readonly kind: 'voidLine'; readonly lineId: string }
  | { readonly kind: 'voidBasket' }
  | { readonly kind: 'returnCash'; readonly tenderId: string }
  | { readonly kind: 'park' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'drawer' };

export const NO_DIALOG: SaleDialog = { kind: 'none' };
