import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { LINE_HELP, lineOptions, onStop, openCliLine, runCli } from '../line/cli-line.ts';
import { createScanner } from './scanner.ts';

const HELP = `A serial bar-code scanner: each line typed here is one scan.

${LINE_HELP}
  --prefix TEXT   symbology identifier before each code, for example ]E0
  --chunk N       write N bytes at a time
  --help          this text

A line "!HEX" sends those bytes as garbage. Ctrl-D ends.
`;

runCli(async () => {
  const { values } = parseArgs({
    options: {
      ...lineOptions,
      prefix: { type: 'string' },
      chunk: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { line, registerSide, close } = await openCliLine(values);
  const scanner = createScanner({
    line,
    defaults: {
      symbologyPrefix: values.prefix ?? '',
      ...(values.chunk === undefined ? {} : { chunked: Number(values.chunk) }),
    },
  });
  process.stdout.write(`scanner ready, register connects to ${registerSide}\n`);
  const input = createInterface({ input: process.stdin });
  onStop(() => input.close());
  for await (const text of input) {
    if (text === '') continue;
    if (text.startsWith('!')) scanner.garbage(Buffer.from(text.slice(1), 'hex'));
    else await scanner.scan(text);
  }
  await close();
});
