import { join } from 'node:path';
import { type HeadOffice, startHeadOffice } from '../hq/serve.ts';
import { type LaneDevices, openLaneDevices } from './lane-devices.ts';
import { writeRegisterFiles } from './register-files.ts';

export interface ShopOptions {
  /** Everything the shop keeps: the register's data folder and head office's. */
  readonly folder: string;
  readonly registerId: string;
  /** How many items it sells; null is the demo assortment. */
  readonly items: number | null;
  /** How long each step at the card terminal takes. */
  readonly terminalStepMs: number;
  readonly log: (line: string) => void;
}

/** A demo shop: a lane with simulated devices on real lines, and a head office. */
export interface Shop extends LaneDevices {
  /** The register's data folder, laid out for its next start. */
  readonly dataDir: string;
  readonly headOffice: HeadOffice;
  /** Reads everything at head office. */
  readonly readerToken: string;
}

/** Opens the shop and writes the register's settings. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const dataDir = join(options.folder, 'register');
  const devices = await openLaneDevices(options);
  const headOffice = await startHeadOffice({
    dataDir: join(options.folder, 'head-office'),
    port: 0,
    host: '127.0.0.1',
    log: quiet(options.log),
  });
  await writeRegisterFiles({
    dataDir,
    registerId: options.registerId,
    devices: devices.settings,
    headOffice: {
      url: headOffice.url,
      enrolmentCode: await headOffice.createEnrolmentCode('S001', options.registerId),
    },
    items: options.items,
  });
  return {
    ...devices,
    dataDir,
    headOffice,
    readerToken: await headOffice.createReaderToken('demo'),
    async close() {
      await devices.close();
      await headOffice.close();
    },
  };
}

/** Head office tells only what needs a person. */
function quiet(log: (line: string) => void) {
  const tell = (message: string) => log(`head office: ${message}`);
  return { info: () => {}, warn: tell, error: tell };
}
