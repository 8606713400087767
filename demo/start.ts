// `npm start`: the register with a demo store, simulated devices and an embedded head office.
// Started by build/cli/start.mjs, which sets everything up first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startHeadOffice } from '../hq/serve.ts';
import { readDemoData } from './catalogue/demo-data.ts';
import { demoFolder } from './data-folder.ts';
import { electronPath, registerArguments } from './electron-program.ts';
import { freePort } from './free-port.ts';
import { openLaneDevices } from './lane-devices.ts';
import { writeRegisterFiles } from './register-files.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';

const REGISTER_ID = '1';
const HOST = '127.0.0.1';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Starts head office on its port; the demo store's data lie beside the register's. */
function openHeadOffice(folder: string, port: number) {
  const tell = (message: string) => say(`head office: ${message}`);
  return startHeadOffice({
    dataDir: join(folder, 'head-office'),
    port,
    host: HOST,
    log: { info: () => {}, warn: tell, error: tell },
  });
}

function tellPeople(isTraining: boolean): void {
  const { store } = readDemoData();
  for (const { operatorId, name, role, pin } of store.operators) {
    say(`  ${role.padEnd(8)} ${operatorId} ${name}, PIN ${pin}`);
  }
  if (isTraining) say('Training: what a card does is chosen in the training terminal’s window.');
  else say('Cards are approved, except for amounts that end in .05, .51, .54, .55, .68 or .91.');
  say('Type a barcode here and press Enter to scan it.');
}

async function run({ more, env }: StartOptions): Promise<number> {
  const folder = demoFolder();
  const dataDir = join(folder, 'register');
  const lane = await openLaneDevices({ folder, terminalStepMs: 600 });
  const port = await freePort();
  // A register that was here before has its token: its window need not wait for head office.
  const isNew = !existsSync(join(dataDir, 'register.db'));
  const opening = openHeadOffice(folder, port);
  // Its failure is told below; until then it must not end the process.
  opening.catch(() => undefined);
  const enrolmentCode = isNew
    ? await (await opening).createEnrolmentCode(readDemoData().store.storeId, REGISTER_ID)
    : null;
  await writeRegisterFiles({
    dataDir,
    registerId: REGISTER_ID,
    devices: lane.settings,
    headOffice: { url: `http://${HOST}:${port}`, enrolmentCode },
    items: null,
  });
  say(`The demo store is kept in ${folder}; delete that folder to begin anew.`);
  tellPeople(more.includes('--training'));

  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text: string) => {
    for (const code of text.split(/\r?\n/).filter((line) => line.trim() !== '')) {
      void lane.scanner.scan(code.trim());
    }
  });
  const child = spawn(electronPath(), registerArguments(dataDir, more), {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  // A terminal's Ctrl-C reaches both; this process waits for the register to end in order.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  const ended = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      say(`The register did not start: ${error.message}`);
      resolve(1);
    });
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  const headOffice = await opening.catch((error: unknown) => {
    // The register sells without it; what is to be sent waits.
    say(error instanceof Error ? error.message : 'head office did not start');
    return null;
  });
  if (headOffice !== null) say(`Head office listens at ${headOffice.url}.`);
  const code = await ended;
  process.stdin.destroy();
  await lane.close();
  await headOffice?.close();
  return code;
}

const options = readStartOptions(process.argv.slice(2));
if (options.ok) {
  process.exitCode = await run(options.value);
} else {
  say(options.error);
  process.exitCode = 2;
}
