// What CONTRIBUTING.md tells a developer to type is understood by what would run it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runJournalCli } from '../../db/journal-cli.ts';
import { testRegister } from '../../db/testing/register.ts';
import { openShop } from '../../db/testing/shop.ts';
import { readStartOptions } from '../../demo/start-options.ts';

const guide = readFileSync(join(import.meta.dirname, '..', '..', 'CONTRIBUTING.md'), 'utf8');

/** The words behind a command, for each place that shows it with some. */
function shown(command: RegExp): string[][] {
  const pattern = new RegExp(`\`(${command.source}(?: --)?) (-[^\`]+|[a-z][^\`]*)\``, 'g');
  return [...guide.matchAll(pattern)].map(([, , words = '']) => words.split(' '));
}

test('the flags of npm start and npm run dev are ones they know', () => {
  const starts = shown(/npm start/);
  const devs = shown(/npm run dev/);
  expect(starts).toContainEqual(['--fault=afterSending']);
  expect(devs).toContainEqual(['--inspect-service']);
  for (const words of starts) expect(readStartOptions(words)).toMatchObject({ ok: true });
  for (const words of devs)
    expect(readStartOptions(['--dev', ...words])).toMatchObject({ ok: true });
});

test('the commands of the journal read one', () => {
  const register = testRegister();
  register.store.write(openShop);
  const commands = shown(/npm run journal/);
  expect(commands.map(([command]) => command)).toEqual(expect.arrayContaining(['tail', 'show']));
  for (const words of commands) {
    const args = words.map((word) => ({ FILE: register.options.path, N: '1' })[word] ?? word);
    const said: string[] = [];
    expect(runJournalCli(args, (line) => said.push(line))).toBe(0);
    expect(said.join('\n')).not.toBe('');
  }
});
