/** One step of the schema. Once released it is never edited: a mistake is undone by a new step. */
export interface Migration {
  /** In tens, so that a fix for an old release fits in between; becomes `user_version`. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
