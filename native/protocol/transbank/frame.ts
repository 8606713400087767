const STX = 0x02;
const ETX = 0x03;
export const ACK = 0x06;
export const NAK = 0x15;

/** Far more than the longest message, a sale with its voucher text. */
const MAX_TEXT_BYTES = 8192;

/** Where the receiver stands inside a frame (POS Integrado reference, "Protocolo de Comunicación"). */
export interface FrameState {
  readonly phase: 'idle' | 'text' | 'lrc' | 'broken' | 'brokenLrc';
  readonly text: readonly number[];
}

export type FrameEvent =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  /** The fields between STX and ETX, each byte one character. */
  | { readonly kind: 'message'; readonly text: string }
  /** The frame ended, but its check byte is wrong: answer NAK now. */
  | { readonly kind: 'lrcError' };

export const FRAME_IDLE: FrameState = { phase: 'idle', text: [] };

/** True when what is under way cannot be read any more; it ends where a frame would. */
export function isBroken(state: FrameState): boolean {
  return state.phase === 'broken' || state.phase === 'brokenLrc';
}

/** True while a frame is under way, so that a long gap between bytes is a fault. */
export function inFrame(state: FrameState): boolean {
  return state.phase !== 'idle';
}

/** XOR of every byte after STX up to and including ETX. */
function lrcOf(text: readonly number[]): number {
  return text.reduce((lrc, byte) => lrc ^ byte, ETX);
}

/** Wraps the fields for the line: STX, text, ETX, LRC. The text is ASCII by construction. */
export function encodeFrame(text: string): Uint8Array {
  const bytes = Array.from(text, (char) => char.charCodeAt(0));
  return Uint8Array.from([STX, ...bytes, ETX, lrcOf(bytes)]);
}

/**
 * Takes received bytes in any chunking. Exactly one byte follows the first ETX, whatever it is:
 * the check byte may equal STX, ETX, ACK or NAK. A control byte inside the text, or an endless
 * frame, breaks the frame: it is dropped up to where it ends, so that nothing in it passes for an
 * answer, and counts as one with a wrong check byte.
 */
export function receiveFrameBytes(
  start: FrameState,
  chunk: Uint8Array,
): { readonly state: FrameState; readonly events: readonly FrameEvent[] } {
  const events: FrameEvent[] = [];
  let phase = start.phase;
  let text = [...start.text];
  for (const byte of chunk) {
    switch (phase) {
      case 'idle':
        if (byte === STX) {
          phase = 'text';
          text = [];
        } else if (byte === ACK) events.push({ kind: 'ack' });
        else if (byte === NAK) events.push({ kind: 'nak' });
        break;
      case 'text':
        if (byte === ETX) phase = 'lrc';
        else if (byte < 0x20 || text.length >= MAX_TEXT_BYTES) phase = 'broken';
        else text.push(byte);
        break;
      case 'lrc':
        events.push(
          byte === lrcOf(text)
            ? { kind: 'message', text: text.map((each) => String.fromCharCode(each)).join('') }
            : { kind: 'lrcError' },
        );
        phase = 'idle';
        break;
      case 'broken':
        if (byte === ETX) phase = 'brokenLrc';
        break;
      case 'brokenLrc':
        events.push({ kind: 'lrcError' });
        phase = 'idle';
        break;
    }
  }
  return { state: phase === 'idle' ? FRAME_IDLE : { phase, text }, events };
}
