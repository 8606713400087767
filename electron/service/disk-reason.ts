/** What the system says of a disk, in the words of a database fault. */
const DISK_REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'diskFull'],
  ['EDQUOT', 'diskFull'],
  ['EROFS', 'readOnly'],
  ['EACCES', 'readOnly'],
  ['EPERM', 'readOnly'],
  ['EBUSY', 'locked'],
  ['EIO', 'io'],
  // A stick that was pulled out, a share that went away.
  ['ENOENT', 'io'],
  ['ENODEV', 'io'],
  ['ENXIO', 'io'],
]);

export interface DiskReason {
  readonly code: string;
  readonly detail: string;
}

/** A fault of the disk that something was thrown for; null when it was thrown for something else. */
export function diskReason(caught: unknown): DiskReason | null {
  if (!(caught instanceof Error && 'code' in caught)) return null;
  const code = DISK_REASONS.get(caught.code);
  return code === undefined ? null : { code, detail: caught.message };
}
