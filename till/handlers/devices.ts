import type { devicesContract } from '../../contracts/till/devices.ts';
import type { TillInput, TillOutput } from '../../contracts/till/contract.ts';
import { beginCheck, checkSetup, lookAtSetup, saveSetup } from '../devices/terminal-setup.ts';
import { confirmCatalogue } from '../head-office/held-catalogue.ts';
import { acceptCopyDisk } from '../loss/copy-disk.ts';
import type { CommandContext } from '../runtime/commit.ts';
import { DONE, reply } from '../runtime/reply.ts';
import type { Reply } from '../runtime/reply.ts';
import type { AreaHandlers, Ways } from './ways.ts';

/** Devices, files and head office. */
export function devicesHandlers(ways: Ways) {
  const { ctx, run, query, sendNow } = ways;
  return {
    'catalogue.confirm': (input, command) =>
      run(command, () => confirmCatalogue(ctx, command, input)),
    'copy.newDisk': (_, command) => run(command, () => acceptCopyDisk(ctx, command)),
    'terminal.setup': () => query(() => lookAtSetup(ctx)),
    'terminal.check': (input, command) => checkTerminal(ways, command, input),
    'terminal.save': (input, command) => run(command, () => saveSetup(ctx, input)),
    'upload.send': async (_, command) => {
      const admitted = await run(command, () => DONE);
      // Aside: no other command waits for head office.
      return admitted.ok ? query(async () => reply(await sendNow('person'))) : admitted;
    },
  } satisfies AreaHandlers<typeof devicesContract>;
}

async function checkTerminal(
  { ctx, run, query }: Ways,
  command: CommandContext,
  input: TillInput<'terminal.check'>,
): Promise<Reply<TillOutput<'terminal.check'>>> {
  const free = await run(command, () => beginCheck(ctx, input));
  if (!free.ok) return free;
  try {
    return await query(() => checkSetup(ctx, input));
  } finally {
    // Also where the disk was full meanwhile and nothing was tested.
    ctx.state.checkingTerminal = false;
  }
}
