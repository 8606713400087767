// A process that takes the data folder it is given each time a line comes, and says `in` or `out`.
import { createInterface } from 'node:readline';
import { FolderInUseError, lockDataFolder } from '../data-folder.ts';
import { silentLog } from '../log.ts';

const [dataDir = ''] = process.argv.slice(2);

async function take(): Promise<string> {
  try {
    await lockDataFolder(dataDir, silentLog);
    return 'in';
  } catch (error) {
    return error instanceof FolderInUseError ? 'out' : String(error);
  }
}

process.stdout.write(`ready ${process.pid}\n`);
for await (const _line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await take()}\n`);
}
