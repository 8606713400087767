import { z } from 'zod';
import { event, type PayloadOf } from '../event.ts';
import { text } from './shapes.ts';

/** Settings by their names in `register.json`; values as they stand there, as canonical JSON. */
const changed = z.strictObject({
  changes: z.array(z.strictObject({ field: text, from: text, to: text })),
});

/** The settings file, and the disk of the second copy. */
export const settingsEvents = {
  /** Settings that hold from here on. */
  'settings.changed': event(changed),
  /** Changed in the file in the middle of what depends on them: those before go on. */
  'settings.held': event(changed),
  /** A manager said that a new disk is there for the second copy: the ids of the old and the new one. */
  'copyDisk.accepted': event(z.strictObject({ was: text, now: text })),
};

export type SettingChange = PayloadOf<
  (typeof settingsEvents)['settings.changed']
>['changes'][number];
