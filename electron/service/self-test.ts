import type { SelfTestReport } from '../../contracts/channels.ts';

/**
 * Loads and uses each native package, so that a wrong build is found before a sale is. A package
 * that crashes the process instead of throwing is reported by main, which sees the exit.
 */
export async function selfTest(): Promise<SelfTestReport> {
  try {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(':memory:');
    const sqlite = String(database.prepare('SELECT sqlite_version()').pluck().get());
    database.close();

    const { SerialPort } = await import('serialport');
    // Reading the binding loads the native part; no port is opened.
    if (typeof SerialPort.binding.list !== 'function') throw new Error('serialport has no binding');
    const { default: serialport } = await import('serialport/package.json', {
      with: { type: 'json' },
    });

    const { hash, verify } = await import('@node-rs/argon2');
    if (!(await verify(await hash('1234'), '1234'))) throw new Error('argon2 does not verify');
    const { default: argon2 } = await import('@node-rs/argon2/package.json', {
      with: { type: 'json' },
    });

    const electron = process.versions.electron ?? 'none';
    const { version: serialportVersion } = serialport;
    return {
      selfTest: 'ok',
      electron,
      sqlite,
      serialport: serialportVersion,
      argon2: argon2.version,
    };
  } catch (caught) {
    // Whatever a package throws while it loads is the answer somebody waits for.
    return { selfTest: 'failed', reason: caught instanceof Error ? caught.message : 'unknown' };
  }
}
