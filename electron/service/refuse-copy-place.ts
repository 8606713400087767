import { join } from 'node:path';
import { copyPlaceFault } from '../../db/copy-place.ts';
import { SettingsFault } from './register-settings.ts';

/**
 * Throws `SettingsFault` where the second copy may not stand, before anything is opened: what stands
 * there is nobody's to write over.
 */
export function refuseCopyPlace(path: string | null, dataDir: string): void {
  const fault = path === null ? null : copyPlaceFault(path, dataDir);
  if (fault === null) return;
  const file = join(dataDir, 'register.json');
  throw new SettingsFault(`${file}: secondCopyPath: ${path}: ${fault}. Nothing was changed`);
}
