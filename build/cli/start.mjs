// `npm start`: the register with a demo store, simulated devices and a head office. Where there
// is no display it plays the demo instead, so that the main job is seen either way.
// `npm start -- --training` practises on a card terminal with buttons, in a folder of its own.
import { hasDisplay } from './display.mjs';
import { runCommand } from './run-command.mjs';
import { runScript, windowNeeds } from './run-script.mjs';

await runCommand(() => {
  if (hasDisplay(process.env, process.platform)) {
    return runScript('demo/start.ts', { needs: windowNeeds });
  }
  process.stderr.write('There is no display here, so the demo is played on a virtual one.\n');
  return runScript('demo/play.ts', { needs: windowNeeds });
});
