import type { Device, DeviceStatus } from '../../../till/ports/device.ts';

const OFF: DeviceStatus = { state: 'off', code: null };

/** Why nothing happens through a device that is not there. */
export const NOT_SET_UP = 'notSetUp';

/** A device the register was set up without: off for good, and nothing happens through it. */
export const ABSENT: Device = {
  status: () => OFF,
  onStatus: () => () => {},
  close: () => Promise.resolve(),
};
