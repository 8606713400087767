/**
 * Mutants of the database, the second copy and the files of the data folder that nobody could notice:
 * see `equivalent.mjs`.
 * @type {readonly import('./report.mjs').Equivalent[]}
 */
export const equivalentOnDisk = [
  {
    file: 'db/repo/upload.ts',
    from: 'acknowledgement === null || signature === null',
    to: 'acknowledgement === null && signature === null',
    why: 'an acknowledgement and its signature are written, and returned, together',
  },
  {
    file: 'host/file-lock.ts',
    from: '{ timeout: 0 }',
    to: '{}',
    why: 'performance only: who is turned away is told so five seconds later',
  },
  {
    file: 'db/repo/upload.ts',
    from: 'acknowledgement === null',
    to: 'false',
    why: 'an acknowledgement and its signature are written, and returned, together',
  },
  {
    file: 'db/repo/upload.ts',
    from: 'signature === null',
    to: 'false',
    why: 'an acknowledgement and its signature are written, and returned, together',
  },
  {
    file: 'db/second-copy.ts',
    from: 'false',
    to: 'true',
    near: 'let woken',
    why: 'who starts a look has woken it, and the look takes the word back',
  },
  {
    file: 'db/second-copy.ts',
    from: 'knownSize === size',
    to: 'false',
    why: 'performance only: a file that is known is looked at once more',
  },
  {
    file: 'db/second-copy.ts',
    from: "'setAside'",
    to: '""',
    why: 'the compiler refuses it, and what is neither held nor a number is set aside',
  },
  {
    file: 'db/second-copy-tail.ts',
    from: 'size - start',
    to: 'size + start',
    why: 'zeros behind the end are an append that was never sealed, and cut off with what is torn',
  },
  {
    file: 'db/second-copy.ts',
    from: 'options.refused()?.keptAs',
    to: 'options.refused().keptAs',
    why: 'what is set aside was decided against a moment before; the test is there for the compiler',
  },
  {
    file: 'db/second-copy.ts',
    from: "''",
    to: '"Stryker was here!"',
    near: 'keptAs',
    why: 'what is set aside was decided against a moment before; the test is there for the compiler',
  },
  {
    file: 'db/second-copy.ts',
    from: "disk !== 'ours'",
    to: 'true',
    near: 'makeFolder',
    why: 'performance only: a folder that is there is not made again, and nothing is said',
  },
  {
    file: 'db/second-copy.ts',
    from: "'ours'",
    to: '""',
    near: 'makeFolder',
    why: 'performance only: a folder that is there is not made again, and nothing is said',
  },
  {
    file: 'db/second-copy.ts',
    from: "disk !== 'ours'",
    to: 'true',
    near: 'takeDisk',
    why: 'performance only: a disk that is ours keeps its mark and is remembered as it was',
  },
  {
    file: 'db/second-copy.ts',
    from: "'ours'",
    to: '""',
    near: 'takeDisk',
    why: 'performance only: a disk that is ours keeps its mark and is remembered as it was',
  },
  {
    file: 'db/second-copy.ts',
    from: "disk !== 'ours' || knownSize !== position",
    to: 'true',
    near: 'settleDown(disk)',
    why: 'performance only: a file that is known is closed to others and looked up once more',
  },
  {
    file: 'db/second-copy.ts',
    from: "'ours'",
    to: '""',
    near: 'settleDown(disk)',
    why: 'performance only: a file that is known is closed to others and looked up once more',
  },
  {
    file: 'host/private-file.ts',
    from: "!(caught instanceof Error && 'code' in caught)",
    to: 'false',
    why: 'whatever the file system throws is an error with a code',
  },
  {
    file: 'host/private-file.ts',
    from: "caught instanceof Error && 'code' in caught",
    to: 'true',
    why: 'whatever the file system throws is an error with a code',
  },
  {
    file: 'host/private-file.ts',
    from: "caught instanceof Error && 'code' in caught",
    to: "caught instanceof Error || 'code' in caught",
    why: 'whatever the file system throws is an error with a code',
  },
  {
    file: 'host/private-folder.ts',
    from: "!(caught instanceof Error && 'code' in caught)",
    to: 'false',
    why: 'whatever the file system throws is an error with a code',
  },
  {
    file: 'host/private-folder.ts',
    from: "caught instanceof Error && 'code' in caught",
    to: 'true',
    why: 'whatever the file system throws is an error with a code',
  },
  {
    file: 'host/private-folder.ts',
    from: "caught instanceof Error && 'code' in caught",
    to: "caught instanceof Error || 'code' in caught",
    why: 'whatever the file system throws is an error with a code',
  },
  {
    file: 'host/private-file.ts',
    from: `{
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
  }`,
    to: '{}',
    why: 'whatever the file system throws is an error with a code',
  },
  {
    file: 'host/file-lock.ts',
    from: "error.code.startsWith('SQLITE_BUSY')",
    to: "error.code.endsWith('SQLITE_BUSY')",
    why: 'the longer codes of a busy file are those of a write-ahead log, which this file has none of',
  },
  {
    file: 'host/file-lock.ts',
    from: "'ROLLBACK'",
    to: '""',
    why: 'closing the connection, which comes next, ends its transaction',
  },
];
