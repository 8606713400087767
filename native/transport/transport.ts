import type { Result } from '../../core/result.ts';

/** Why a line could not be opened; also the `code` of a device's status. */
export type OpenFaultCode = 'portMissing' | 'portBusy' | 'refused' | 'timeout' | 'failed';

export interface OpenFault {
  readonly code: OpenFaultCode;
  /** The operating system's words, for the log. */
  readonly detail: string;
}

/**
 * Why bytes could not be written. `left` says whether any of them may be on the line: a payment
 * driver may call a payment "not started" only on 'none'.
 */
export interface WriteFault {
  readonly code: 'notOpen' | 'failed';
  readonly left: 'none' | 'unknown';
  readonly detail: string;
}

/** 'closed': we closed it. 'lost': the cable, the adapter or the peer went away. */
export type CloseReason = 'closed' | 'lost';

/**
 * A line of bytes to one device. Knows nothing of what they mean. It can be opened again after
 * it closed; nothing written while it is closed is kept, so bytes never leave later.
 */
export interface Transport {
  /** What it is connected to, for the log: a path or host:port. */
  readonly name: string;
  isOpen(): boolean;
  /** Resolves within the transport's open time-out. Opening an open line is a no-op. */
  open(): Promise<Result<void, OpenFault>>;
  /** Resolves when the system has taken all bytes, or within the write time-out. */
  write(bytes: Uint8Array): Promise<Result<void, WriteFault>>;
  /** Returns a function that stops listening. */
  onBytes(listener: (bytes: Uint8Array) => void): () => void;
  onClose(listener: (reason: CloseReason) => void): () => void;
  close(): Promise<void>;
}

/** Most bytes that may wait to be written; more means the peer has stopped reading. */
export const MAX_UNWRITTEN_BYTES = 256 * 1024;
