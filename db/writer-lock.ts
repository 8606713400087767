import { type FileLock, takeFileLock } from '../host/file-lock.ts';
import { storeFault, withFaults } from './sqlite-fault.ts';

export type WriterLock = FileLock;

/**
 * Makes this process the only one that writes the database at `path`, until it releases the lock
 * or ends, however it ends.
 *
 * WAL mode itself admits writers from several processes, one after the other. Two registers on
 * one file would each be consistent and together give a shop two tills with one journal, so the
 * second is refused: the lock is the operating system's (`host/file-lock.ts`), on an empty file
 * beside the real one (`<path>.lock`). Readers of the real file are not touched by it.
 *
 * Throws `StoreFault` `locked` when somebody else holds it.
 */
export function takeWriterLock(path: string): WriterLock {
  const lockPath = `${path}.lock`;
  const lock = withFaults(lockPath, () => takeFileLock(lockPath));
  if (lock === null) throw storeFault('locked', lockPath);
  return lock;
}
