/**
 * Electron channels between main and a window. They carry no business data: a window asks for its
 * line to the service, main hands it a MessagePort and tells how the service does.
 */
export const CONNECT_CHANNEL = 'tillwright:connect';
export const PORT_CHANNEL = 'tillwright:port';
export const LINK_CHANNEL = 'tillwright:link';

/** The windows whose lines lead to the till-service. */
export const serviceWindowKinds = ['till', 'display'] as const;
export type ServiceWindowKind = (typeof serviceWindowKinds)[number];

/**
 * The windows a register has; also the hosts of their `app://` origins. `training` is there with
 * the switch `--training` only: its line leads to the simulated terminal's process.
 */
export const windowKinds = [...serviceWindowKinds, 'training'] as const;
export type WindowKind = (typeof windowKinds)[number];

/** What main tells the till-service, and in training the simulated terminal's process. */
export type ServiceOrder =
  /** The message's one port leads to this window; it replaces the window's earlier port. */
  | { readonly kind: 'attach'; readonly window: WindowKind }
  /** Finish what is being written, close the devices and the database, exit with code 0. */
  | { readonly kind: 'close' };

/** What a process that main keeps running tells it. */
export type ServiceNews =
  /** Recovery is done: windows may be attached. */
  | { readonly kind: 'ready' }
  /** Somebody who may has ended the program in the office. */
  | { readonly kind: 'end' }
  /** With `--self-test`, instead of everything else. */
  | { readonly kind: 'selfTest'; readonly report: SelfTestReport };

/** Versions of what the program cannot run without, or why one of them does not load. */
export type SelfTestReport =
  | {
      readonly selfTest: 'ok';
      readonly electron: string;
      readonly sqlite: string;
      readonly serialport: string;
      readonly argon2: string;
    }
  | { readonly selfTest: 'failed'; readonly reason: string };
