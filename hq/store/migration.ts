/** One step of the schema. Released steps are never edited: a mistake is undone by a later one. */
export interface Migration {
  /** In tens: 10, 20, 30 … */
  readonly version: number;
  readonly statements: readonly string[];
}
