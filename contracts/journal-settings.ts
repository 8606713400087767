import { z } from 'zod';
import type { SettingsPayloads } from '../core/journal/events/settings.ts';

const text = z.string();
const changed = z.strictObject({
  changes: z.array(z.strictObject({ field: text, from: text, to: text })),
});

/** What is journaled of changed settings: a part of `journalPayloadSchemas`. */
export const settingsPayloadSchemas = {
  'settings.changed': changed,
  'settings.held': changed,
  'copyDisk.accepted': z.strictObject({ was: text, now: text }),
} satisfies { [T in keyof SettingsPayloads]: z.ZodType<SettingsPayloads[T]> };
