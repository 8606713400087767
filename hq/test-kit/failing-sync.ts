import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Preloaded by a test: while the file that this variable names is there, no sync reaches the disk.
const { fsyncSync } = fs;
fs.fsyncSync = (descriptor) => {
  if (fs.existsSync(process.env['TILLWRIGHT_TEST_SYNC_FAILS'] ?? '')) {
    throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
  }
  fsyncSync(descriptor);
};
syncBuiltinESMExports();
