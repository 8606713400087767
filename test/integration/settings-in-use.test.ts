import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { registerSettingsSchema } from '../../contracts/settings.ts';

/** What runs with the settings. The windows get what they need in snapshots. */
const root = new URL('../../', import.meta.url);
const folders = ['till', 'core', 'native/device', 'native/transport', 'electron/service'];
const code = folders
  .flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .map((path) => readFileSync(new URL(`${folder}/${path}`, root), 'utf8')),
  )
  .join('\n')
  .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

/** Every setting's own name, whatever it is wrapped in; what a literal says is checked by itself. */
function settingNames(schema: z.core.$ZodType): string[] {
  const { def } = (schema as z.ZodType)._zod as { def: z.core.$ZodTypes['_zod']['def'] };
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([name, each]) =>
        each._zod.def.type === 'literal' ? [] : [name, ...settingNames(each)],
      );
    case 'nullable':
    case 'optional':
    case 'default':
      return settingNames(def.innerType);
    case 'union':
      return def.options.flatMap(settingNames);
    case 'record':
      return settingNames(def.valueType);
    default:
      return [];
  }
}

/** `x.name`, `{ name }`, `{ name: other }` in a pattern: a type that merely lists it is no use. */
function isRead(name: string): boolean {
  return new RegExp(`\\.${name}\\b|[{,]\\s*${name}\\s*(?=[,}]|: [a-z]\\w*\\s*[,}])`).test(code);
}

describe('the settings file', () => {
  const names = [...new Set(settingNames(registerSettingsSchema))];

  it('is looked at to its leaves', () => {
    expect(names).toEqual(expect.arrayContaining(['phone', 'columns', 'cardInCash', 'baud']));
  });

  it.each(names)('%s is read by something', (name) => {
    expect(isRead(name)).toBe(true);
  });

  it('would notice one that nothing reads', () => {
    expect(isRead('customerDisplay')).toBe(false);
  });
});
