/** The people and goods of the shop. */
export interface Shop {
  readonly codes: readonly string[];
  readonly cashier: { readonly operatorId: string; readonly pin: string };
  readonly manager: { readonly operatorId: string; readonly pin: string };
}
