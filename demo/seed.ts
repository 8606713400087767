import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalogue } from '../core/catalogue/parse.ts';
import { printCatalogue } from '../core/catalogue/print.ts';
import { CURRENCIES } from '../core/money/currency.ts';
import { buildCatalogue } from './catalogue/build-catalogue.ts';
import { readDemoData } from './catalogue/demo-data.ts';

const HELP = `Writes the demo store as files: catalogue.csv and store.json.

  npm run seed -- [--out FOLDER] [--items N]

  --out FOLDER   where to write (default: out/demo)
  --items N      how many items (default: all of the data files; more for measuring)
`;

process.exitCode = main();

function main(): number {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: join('out', 'demo') },
      items: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.items !== undefined && !/^[1-9]\d{0,6}$/.test(values.items)) {
    process.stderr.write(`--items wants a number up to 9999999, not ${values.items}\n`);
    return 1;
  }
  const data = readDemoData();
  const { decimals } = CURRENCIES[data.store.currency];
  const items = buildCatalogue({
    data,
    ...(values.items === undefined ? {} : { items: Number(values.items) }),
  });
  const text = printCatalogue(items, decimals);
  const checked = parseCatalogue(text, {
    taxCodes: data.store.taxCodes.map((tax) => tax.code),
    departments: data.departments.map((department) => department.id),
    decimals,
  });
  if (!checked.ok) {
    for (const error of checked.error) {
      process.stderr.write(`row ${error.row}, ${error.column}: ${error.reason} ${error.value}\n`);
    }
    return 1;
  }
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'catalogue.csv'), text);
  const store = { ...data.store, departments: data.departments };
  writeFileSync(join(values.out, 'store.json'), `${JSON.stringify(store, null, 2)}\n`);
  process.stdout.write(`${items.length} items in ${join(values.out, 'catalogue.csv')}\n`);
  return 0;
}
