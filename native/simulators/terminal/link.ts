/** What the terminal may do wrong with one message, to see how the register copes. */
export interface Tamper {
  /** Sends the message twice in a row. */
  readonly twice?: boolean;
  /** Turns one bit over: in the first transmission only (serial), in the only one (TCP). */
  readonly corrupt?: boolean;
  /** Bytes sent just before the message. */
  readonly noise?: Uint8Array;
}

/** Waiting times and limits of the transport (ZVT PA00P016 §2). */
export interface LinkTiming {
  /** Longest gap between two bytes of a frame. */
  readonly t1Ms: number;
  /** Longest wait for the ACK of a frame. */
  readonly t2Ms: number;
  /** How often a frame is sent at most, the first time included. */
  readonly transmissions: number;
}

/** Carries whole APDUs to and from the register, over whatever line. */
export interface Link {
  /**
   * Sends one APDU. True: it reached the register (ACKed on serial, written on TCP).
   * False: never acknowledged, or the power went or the line was cut meanwhile.
   */
  send(apdu: Uint8Array, tamper?: Tamper): Promise<boolean>;
  /** Answers the register's next `count` frames with NAK; on TCP there is none, so no effect. */
  nakNext(count: number): void;
  /** Leaves the register's next `count` frames without any transport answer; they are not read. */
  ignoreNext(count: number): void;
  /** Switches the link off or on. Off: pending sends end with false, nothing is heard or ACKed. */
  setPower(on: boolean): void;
  /** Cuts a TCP connection (the end of T3 there); nothing on serial. */
  hangUp(): void;
}

/** What a link tells its terminal. */
export interface LinkEvents {
  /** One good APDU, already ACKed; not one that was NAKed or ignored on purpose. */
  apdu(bytes: Uint8Array): void;
  /** The other side went away. */
  lost(): void;
  /** A transport event worth a log line. */
  note(text: string): void;
}
