/** Entries about the settings file, version 1: see `events.ts`. */
export interface SettingsPayloads {
  /** Settings that hold from here on. */
  'settings.changed': { readonly changes: readonly SettingChange[] };
  /** Changed in the file in the middle of what depends on them: those before go on. */
  'settings.held': { readonly changes: readonly SettingChange[] };
  /** A manager said that a new disk is there for the second copy: the ids of the old and the new one. */
  'copyDisk.accepted': { readonly was: string; readonly now: string };
}

/** One setting by its name in `register.json`; values as they stand there, as canonical JSON. */
export interface SettingChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}
