// `npm run drill`: plays each road back after a loss against the real parts and says what was lost.
import { playDrill } from './drill.ts';
import { DRILLS } from './drills.ts';

const [, , ...words] = process.argv;
const say = (text: string) => void process.stdout.write(`${text}\n`);

function list(): number {
  for (const { name, loss } of DRILLS) say(`${name.padEnd(30)} ${loss}`);
  return 0;
}

async function play(names: readonly string[]): Promise<number> {
  const chosen = names.length === 0 ? DRILLS : DRILLS.filter(({ name }) => names.includes(name));
  const unknown = names.filter((name) => DRILLS.every((drill) => drill.name !== name));
  if (unknown.length > 0) {
    say(`There is no drill ${unknown.join(', ')}. Try: npm run drill -- --list`);
    return 2;
  }
  let isBad = false;
  for (const drill of chosen) {
    say(`\n${drill.name}: ${drill.loss}`);
    const verdict = await playDrill(drill, (text) => say(`  … ${text}`));
    const { acknowledged, atHeadOffice, lost, doubled, totalsOffMinor, waiting } = verdict;
    say(`  sales that head office had signed for: ${acknowledged}, now there: ${atHeadOffice}`);
    say(
      `  of those lost: ${lost.length === 0 ? 'nothing' : lost.map((sale) => sale.receiptNo).join(', ')}`,
    );
    say(`  counted twice: ${doubled.length}; totals off by ${totalsOffMinor}`);
    say(`  still to be sent: ${waiting.length}`);
    isBad ||= lost.length > 0 || doubled.length > 0 || totalsOffMinor !== 0;
  }
  say(isBad ? '\nSomething acknowledged was lost.' : '\nNothing that was acknowledged was lost.');
  return isBad ? 1 : 0;
}

process.exitCode = words.includes('--list') ? list() : await play(words);
