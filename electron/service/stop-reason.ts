import { ExposedFolder } from '../../host/private-folder.ts';
import type { StopReason } from '../../till/stopped-register.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { diskReason } from './disk-reason.ts';
import { LeftCopy } from './refuse-left-copy.ts';
import { LostData } from './refuse-lost-data.ts';
import { SettingsFault } from './register-settings.ts';

/** What the stopped register shows of what kept it from beginning; null for a bug. */
export function stopReason(caught: unknown): StopReason | null {
  if (caught instanceof StoreFault) return { code: caught.code, detail: caught.message };
  if (caught instanceof SettingsFault) return { code: 'settings', detail: caught.message };
  if (caught instanceof LeftCopy) return { code: 'copyLeft', detail: caught.message };
  if (caught instanceof LostData) return { code: 'dataGone', detail: caught.message };
  if (caught instanceof ExposedFolder) return { code: 'exposed', detail: caught.message };
  // Of the files beside the database: the register's key, a refused file's reasons.
  return diskReason(caught);
}
