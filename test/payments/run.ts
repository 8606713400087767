import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { planDigest, planPayment } from './plan.ts';
import { badness, dealOut, torture } from './torture.ts';

const HELP = `Plays card payments, sales returned and part-paid baskets that are voided, with random faults and
kills, and lets the terminal's book judge.

  npm run test:payments -- [--runs N] [--seed S] [--json FILE] [--lanes N] [--only NUMBER]

  --runs N       payments (default 100)
  --seed S       what goes wrong is the same for the same seed (default 1)
  --json FILE    write the figures
  --lanes N      registers side by side, each with its share (default 2)
  --only NUMBER  one payment of the seed, --runs times over
  --folder DIR   keep database, logs and book there
  --quiet        no line for each payment
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '2' },
      json: { type: 'string' },
      only: { type: 'string' },
      folder: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const runs = wholeNumber('--runs', values.runs);
  const seed = wholeNumber('--seed', values.seed);
  const only = values.only === undefined ? null : wholeNumber('--only', values.only);
  const plans = Array.from({ length: runs }, (_, index) => planPayment(seed, only ?? index + 1));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say(`seed ${seed}, ${runs} payments, plan ${planDigest(plans)}`);
  const folder = values.folder ?? null;
  const lanes = Math.max(1, Math.min(wholeNumber('--lanes', values.lanes), runs));
  const result = await torture({
    lanes: dealOut(plans, lanes),
    folder,
    say: values.quiet ? () => {} : say,
  });
  const figures = { seed, plan: planDigest(plans), ...result };
  say(JSON.stringify(figures, null, 2));
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
  return badness(result) === 0 ? 0 : 1;
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new Error(`${option} wants a whole number, not "${text}"`);
}

process.exitCode = await main();
