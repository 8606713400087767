import { describe, expect, it } from 'vitest';
import { isDebianLike, missingPackages, packageGroups, reasonsFor } from './debian-packages.mjs';
import { failureReason } from './electron-download.mjs';
import { placeInDistribution } from './electron-fallback.mjs';
import { executableInside } from './electron-runtime.mjs';
import { nodeIsNewEnough } from './ensure-ready.mjs';
import { installedMatchesLock, npmComplaint } from './npm-dependencies.mjs';
import { npmFolderCandidates } from './npm-location.mjs';
import { buildCacheKey } from './sqlite.mjs';

it('knows the oldest Node', () => {
  expect(['20.19.0', '20.20.2', '22.0.0', '26.1.0'].map(nodeIsNewEnough)).not.toContain(false);
  expect(['20.18.9', '18.20.0', '16.0.0'].map(nodeIsNewEnough)).not.toContain(true);
});

describe('packages', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b-win32': { version: '1.0.0', optional: true },
    },
  };

  it('match the lock file when all but other platforms’ are there', () => {
    const installed = { packages: { 'node_modules/a': { version: '1.0.0' } } };
    expect(installedMatchesLock(lock, installed)).toBe(true);
  });

  it('do not match with another version, a gap, or nothing at all', () => {
    const other = { packages: { 'node_modules/a': { version: '1.0.1' } } };
    expect(installedMatchesLock(lock, other)).toBe(false);
    expect(installedMatchesLock(lock, { packages: {} })).toBe(false);
    expect(installedMatchesLock(lock, undefined)).toBe(false);
    expect(installedMatchesLock(undefined, other)).toBe(false);
  });

  it('leave of npm’s complaint what a person can use', () => {
    const output =
      'npm warn old\nnpm error code E1\nnpm error gone\nnpm error Clean install a project\nnpm error x';
    expect(npmComplaint(output)).toBe('npm error code E1\nnpm error gone');
  });
});

describe('Debian packages', () => {
  it('recognises the family', () => {
    expect(isDebianLike('NAME="Debian GNU/Linux"\nID=debian\n')).toBe(true);
    expect(isDebianLike('ID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true);
    expect(isDebianLike('ID=fedora\nVARIANT="debian-ish"\n')).toBe(false);
  });

  it('finds the missing, under either name', () => {
    const status = [
      'Package: socat\nStatus: install ok installed',
      'Package: xvfb\nStatus: deinstall ok config-files',
      'Package: libcups2t64\nStatus: install ok installed',
    ].join('\n\n');
    expect(missingPackages(['socat', 'xvfb', 'libcups2', 'make'], status)).toEqual([
      'xvfb',
      'make',
    ]);
  });

  it('are told with the reason for each', () => {
    expect(reasonsFor(['socat', 'make'])).toEqual([
      `  socat: ${packageGroups.serial.socat}`,
      `  make: ${packageGroups.compiler.make}`,
    ]);
    const all = Object.values(packageGroups).flatMap((group) => Object.entries(group));
    expect(all.length).toBeGreaterThan(10);
    for (const [name, reason] of all) expect(`${name}: ${reason}`).toMatch(/^\S+: \S.{3,}/);
  });
});

describe('Electron', () => {
  it('lies where each platform has it', () => {
    expect(executableInside('win32')).toBe('electron.exe');
    expect(executableInside('linux')).toBe('electron');
    expect(executableInside('darwin')).toContain('Electron.app');
  });

  it('takes from the fallback only what is Electron’s own', () => {
    expect(placeInDistribution('Cypress/Cypress')).toBe('electron');
    expect(placeInDistribution('Cypress/locales/zh-CN.pak')).toBe('locales/zh-CN.pak');
    expect(placeInDistribution('Cypress/resources/app/index.js')).toBeUndefined();
    expect(placeInDistribution('Cypress/browser_v8_context_snapshot.bin')).toBeUndefined();
    expect(placeInDistribution('elsewhere')).toBeUndefined();
  });

  it('tells why a download failed in one line', () => {
    const stack =
      'Downloading…\nTypeError: fetch failed\n    at x\n  [cause]: Error: connect ECONNREFUSED 1';
    expect(failureReason(stack)).toBe('[cause]: Error: connect ECONNREFUSED 1');
    expect(failureReason('TypeError: fetch failed\n  at x')).toBe('TypeError: fetch failed');
    expect(failureReason('')).toBe('no reason given');
  });
});

it('names a SQLite build by everything it depends on', () => {
  const inputs = {
    packageVersion: '13.2.0',
    platform: 'linux',
    arch: 'x64',
    nodeVersion: '20.20.2',
    flags: '-DX',
  };
  const keys = [
    inputs,
    { ...inputs, packageVersion: '13.2.1' },
    { ...inputs, platform: 'darwin' },
    { ...inputs, arch: 'arm64' },
    { ...inputs, nodeVersion: '20.20.3' },
    { ...inputs, flags: '-DY' },
  ].map(buildCacheKey);
  expect(new Set(keys).size).toBe(keys.length);
});

it('looks for npm beside Node on every platform', () => {
  expect(npmFolderCandidates({}, '/opt/node/bin/node', 'linux')[0]).toBe(
    '/opt/node/lib/node_modules/npm',
  );
  expect(npmFolderCandidates({}, 'C:\\nodejs\\node.exe', 'win32')[0]).toBe(
    'C:\\nodejs\\node_modules\\npm',
  );
  const started = { npm_execpath: '/npm/bin/npm-cli.js' };
  expect(npmFolderCandidates(started, '/opt/node/bin/node', 'linux')[0]).toBe('/npm');
  const yarn = { npm_execpath: '/yarn/bin/yarn.js' };
  expect(npmFolderCandidates(yarn, '/opt/node/bin/node', 'linux')).not.toContain('/yarn');
});
