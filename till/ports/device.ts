/** Whether a device can be reached: says nothing about what happened to an operation. */
export type ConnectionState = 'off' | 'connecting' | 'ready' | 'fault';

export interface DeviceStatus {
  readonly state: ConnectionState;
  /** Machine-readable reason, an i18n key suffix: 'paperOut', 'coverOpen', 'portMissing' … */
  readonly code: string | null;
}

export interface Device {
  status(): DeviceStatus;
  /** Returns a function that stops listening. */
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  close(): Promise<void>;
}
