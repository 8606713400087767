import type { DeviceStatus } from '../../../till/ports/device.ts';
import { createListeners } from '../../transport/listeners.ts';

/** A device's status and those who watch it; tells changes only. */
export class StatusHolder {
  readonly #listeners = createListeners<DeviceStatus>();
  #status: DeviceStatus;

  constructor(first: DeviceStatus) {
    this.#status = first;
  }

  get(): DeviceStatus {
    return this.#status;
  }

  set(state: DeviceStatus['state'], code: string | null = null): void {
    if (this.#status.state === state && this.#status.code === code) return;
    this.#status = { state, code };
    this.#listeners.emit(this.#status);
  }

  /** Returns a function that stops listening. */
  onChange(listener: (status: DeviceStatus) => void): () => void {
    return this.#listeners.add(listener);
  }
}
