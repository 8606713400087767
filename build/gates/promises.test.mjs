// What our documents, workflows and configuration promise must be kept by some code.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { packageGroups } from '../setup/debian-packages.mjs';

const root = new URL('../../', import.meta.url);
/** @param {string} path */
const textOf = (path) => readFileSync(new URL(path, root), 'utf8');
const tracked = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((path) => path !== '');

const promises = tracked.filter((path) =>
  /^(README|CONTRIBUTING|docs\/.*)\.?.*\.md$|\.yml$|electron-builder\.cjs$/.test(path),
);
const code = tracked.filter(
  (path) => /\.(ts|tsx|mjs|cjs|sh)$/.test(path) && !/\.test\./.test(path),
);
const { scripts, dependencies } = JSON.parse(textOf('package.json'));

describe('what we promise', () => {
  it('looks at the documents and the workflows', () => {
    expect(promises).toEqual(
      expect.arrayContaining([
        'README.md',
        '.github/workflows/release.yml',
        'build/electron-builder.cjs',
      ]),
    );
  });

  it.each(promises)('%s names only commands there are', (path) => {
    const named = [...textOf(path).matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it.each(promises)('%s names only files there are', (path) => {
    const named = [...textOf(path).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|cjs|md))`/g)].map(
      ([, name]) => name ?? '',
    );
    expect(named.filter((name) => !tracked.includes(name))).toEqual([]);
  });

  it('names tests for what it promises', () => {
    const named = textOf('docs/RELIABILITY.md').match(/`[\w./-]+\.(?:test|spec)\.ts`/g) ?? [];
    expect(named.length).toBeGreaterThan(20);
  });

  it('names only variables that the program reads', () => {
    const all = code
      .filter((path) => !promises.includes(path))
      .map(textOf)
      .join('\n');
    const named = promises.flatMap((path) => textOf(path).match(/TILLWRIGHT_[A-Z_]+/g) ?? []);
    expect(named.length).toBeGreaterThan(0);
    expect([...new Set(named)].filter((name) => !all.includes(name))).toEqual([]);
  });

  it('names the Debian packages that set-up installs, each with its reason', () => {
    const rows = textOf('CONTRIBUTING.md').match(/^\| `[^`]+` \| .* \|$/gm) ?? [];
    const wanted = Object.values(packageGroups).flatMap((group) =>
      Object.entries(group).map(([name, reason]) => `| \`${name}\` | ${reason} |`),
    );
    expect(rows).toEqual(expect.arrayContaining(wanted));
    const section = textOf('CONTRIBUTING.md').split('Debian packages')[1]?.split('\n## ')[0] ?? '';
    expect(section.match(/^\| `/gm)).toHaveLength(wanted.length);
  });

  it('installs in the workflows no Debian package that set-up does not know', () => {
    const known = Object.values(packageGroups).flatMap((group) => Object.keys(group));
    const lines = promises
      .filter((path) => path.endsWith('.yml'))
      .flatMap((path) => textOf(path).match(/apt-get install.*/g) ?? []);
    const named = lines.flatMap((line) =>
      line
        .split(' ')
        .slice(2)
        .filter((word) => word !== '-y'),
    );
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('publishes nothing for an updater while the program has none', () => {
    const builder = createRequire(import.meta.url)('../electron-builder.cjs');
    expect(Object.keys(dependencies)).not.toContain('electron-updater');
    expect(builder.publish).toBeNull();
    expect(builder.nsis.differentialPackage).toBe(false);
    for (const path of promises.filter((each) => each.endsWith('.yml'))) {
      expect(textOf(path)).not.toMatch(/blockmap|latest\*?\.yml/);
    }
  });
});
