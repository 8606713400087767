import { expect, it } from 'vitest';
import { buildCatalogue } from '../../demo/catalogue/build-catalogue.ts';
import { readingsOf } from '../../electron/service/pinyin-readings.ts';

it('every Chinese name of the demo shop is read, a syllable for each character', () => {
  for (const { name } of buildCatalogue()) {
    const characters = name.zh?.match(/\p{Script=Han}/gu) ?? [];
    const [syllables = ''] = readingsOf(name.zh ?? '').split(' ');
    expect([name.zh, syllables.split("'").length]).toEqual([name.zh, characters.length]);
  }
});
