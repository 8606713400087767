import type { TerminalProgress } from '../../../till/ports/card-terminal.ts';
import { byteCode } from '../../protocol/zvt/hex.ts';

/** "No code fits", PA00P015 §3.2: what the terminal is at, its own text says. */
const SEE_TEXT = 0xff;

/** An intermediate status (04 FF) as it is shown; `text` is the terminal's own and may be ''. */
export function progressOf(code: number, text: string): TerminalProgress {
  const isSaid = code === SEE_TEXT && text.trim() !== '';
  return { code: isSaid ? '' : byteCode(code), text };
}
