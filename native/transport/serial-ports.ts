import { type LoadSerialPort, loadInstalled } from './serial.ts';

/**
 * The serial ports of this machine, to choose from. They cannot be listed everywhere (Linux
 * without udevadm), and an adapter may be plugged in later: a path can always be typed instead.
 */
export async function serialPorts(load: LoadSerialPort = loadInstalled): Promise<string[]> {
  try {
    const { SerialPort } = await load();
    return (await SerialPort.list()).map(({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1));
  } catch {
    // Whatever the system says here, the answer is the same: nothing to choose from.
    return [];
  }
}
