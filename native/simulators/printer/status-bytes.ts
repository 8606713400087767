/** The state a printer reports. */
export interface PrinterState {
  readonly paper: 'ok' | 'nearEnd' | 'out';
  readonly coverOpen: boolean;
  /** Switched offline by hand. */
  readonly offline: boolean;
  /** The cutter is jammed: an error that a person mends. */
  readonly error: boolean;
  /** Drawer connector pin 3 high: by the usual wiring, drawer open. */
  readonly drawerOpen: boolean;
}

/** True when the printer does not print: paper out, cover open, in error or switched offline. */
export function isStopped(state: PrinterState): boolean {
  return state.paper === 'out' || state.coverOpen || state.offline || state.error;
}

/** The answer byte to DLE EOT n, n = 1..4; bits 1 and 4 are always set (Epson, DLE EOT). */
export function realTimeStatus(state: PrinterState, n: number): number | undefined {
  const base = 0x12;
  switch (n) {
    case 1:
      return base | (state.drawerOpen ? 0x04 : 0) | (isStopped(state) ? 0x08 : 0);
    case 2:
      return (
        base |
        (state.coverOpen ? 0x04 : 0) |
        (state.paper === 'out' ? 0x20 : 0) |
        (state.error ? 0x40 : 0)
      );
    case 3:
      return base | (state.error ? 0x08 : 0);
    case 4:
      if (state.paper === 'ok') return base;
      return base | 0x0c | (state.paper === 'out' ? 0x60 : 0);
    default:
      return undefined;
  }
}

/** The answer byte to GS r n: 1 paper sensors, 2 drawer (Epson, GS r). */
export function sensorStatus(state: PrinterState, n: number): number | undefined {
  if (n === 1 || n === 49) {
    if (state.paper === 'ok') return 0x00;
    return state.paper === 'out' ? 0x0f : 0x03;
  }
  if (n === 2 || n === 50) return state.drawerOpen ? 0x01 : 0x00;
  return undefined;
}

/** The four bytes of automatic status back (Epson, GS a). */
export function automaticStatus(state: PrinterState): Uint8Array {
  const first =
    0x10 |
    (state.drawerOpen ? 0x04 : 0) |
    (isStopped(state) ? 0x08 : 0) |
    (state.coverOpen ? 0x20 : 0);
  const paper = state.paper === 'ok' ? 0x00 : state.paper === 'out' ? 0x0f : 0x03;
  return Uint8Array.of(first, state.error ? 0x08 : 0x00, paper, 0x00);
}
