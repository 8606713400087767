/** A name in each language the register speaks. */
export interface LocalText {
  readonly zh: string;
  readonly en: string;
}
