// `npm start`: the register with a demo store, simulated devices and an embedded head office.
// Started by build/cli/start.mjs, which sets everything up first.
import { spawn } from 'node:child_process';
import { readDemoData } from './catalogue/demo-data.ts';
import { demoFolder } from './data-folder.ts';
import { electronPath, registerArguments } from './electron-program.ts';
import { openShop } from './shop.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = demoFolder();
const shop = await openShop({
  folder,
  registerId: '1',
  items: null,
  customerDisplay: true,
  terminalStepMs: 600,
  log: say,
});
const { store } = readDemoData();
say(`The demo store is kept in ${folder}; delete that folder to begin anew.`);
say(`Head office listens at ${shop.headOffice.url}.`);
for (const { operatorId, name, role, pin } of store.operators) {
  say(`  ${role.padEnd(8)} ${operatorId} ${name}, PIN ${pin}`);
}
say('Cards are approved, except for amounts that end in one of the codes of docs/devices/zvt.md.');
say('Type a code and Enter to scan it.');

process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => {
  for (const code of text.split(/\r?\n/).filter((line) => line.trim() !== '')) {
    void shop.scanner.scan(code.trim());
  }
});

const more = process.argv.slice(2).filter((argument) => argument !== '--dev');
const child = spawn(electronPath(), registerArguments(shop.dataDir, more), { stdio: 'inherit' });
// A terminal's Ctrl-C reaches both; this process waits for the register to end in order.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
const code = await new Promise<number>((resolve) => {
  child.on('error', (error) => {
    say(`The register did not start: ${error.message}`);
    resolve(1);
  });
  child.on('close', (exitCode) => resolve(exitCode ?? 1));
});
process.stdin.destroy();
await shop.close();
process.exitCode = code;
