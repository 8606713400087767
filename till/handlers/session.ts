import type { sessionContract } from '../../contracts/till/session.ts';
import { DONE } from '../runtime/reply.ts';
import { endProgram } from '../session/end-program.ts';
import { lockScreen, unlockScreen } from '../session/screen-lock.ts';
import { setLocale, signOff, signOn } from '../session/session.ts';
import type { AreaHandlers, Ways } from './ways.ts';

/** Who is at the register. */
export function sessionHandlers({ ctx, run }: Ways) {
  return {
    'session.signOn': (input, command) => run(command, () => signOn(ctx, command, input)),
    'session.signOff': (_, command) => run(command, () => signOff(ctx, command)),
    'session.setLocale': (input, command) => run(command, () => setLocale(ctx, input.locale)),
    'session.lock': (_, command) => run(command, () => lockScreen(ctx, command)),
    'session.unlock': (input, command) => run(command, () => unlockScreen(ctx, command, input)),
    'screen.expects': (input, command) =>
      run(command, () => {
        ctx.state.expectScans(input.expects);
        return DONE;
      }),
    'program.end': (_, command) => run(command, () => endProgram(ctx, command)),
  } satisfies AreaHandlers<typeof sessionContract>;
}
