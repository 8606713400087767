import type { Minor } from '../../core/money/minor.ts';
import { type WalletKind, walletOf } from '../../core/payment/wallet-code.ts';
import type { TillContext } from '../runtime/context.ts';
import type { WalletRequest } from '../ports/card-terminal.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';

/** How a customer's payment code is taken to the terminal. */
export interface WalletPlan {
  readonly kind: WalletKind;
  /** null: the terminal knows no wallets by name and is asked for a plain payment. */
  readonly request: WalletRequest | null;
  /** The terminal has to see the customer's code itself. */
  readonly showToTerminal: boolean;
}

/**
 * What to do with a scanned payment code, by what the terminal can take: the code itself, or the
 * wallet's name and the customer shows the code to the terminal, or only the latter. Refused:
 * `badInput` for what is no payment code, `walletLimit` above what the shop lets one scan charge.
 * The code goes into the request and nowhere else.
 */
export function planWallet(ctx: TillContext, code: string, amountMinor: Minor): Reply<WalletPlan> {
  const kind = walletOf(code);
  if (kind === null) return refuse('badInput');
  const { walletLimitMinor } = ctx.settings;
  if (walletLimitMinor !== null && amountMinor > walletLimitMinor) return refuse('walletLimit');
  const { walletCodes, walletSelection } = ctx.terminal.capabilities;
  if (walletCodes.includes(kind)) {
    return reply({ kind, request: { kind, code }, showToTerminal: false });
  }
  const request = walletSelection.includes(kind) ? { kind, code: null } : null;
  return reply({ kind, request, showToTerminal: true });
}
