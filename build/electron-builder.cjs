// How the register is packaged. `npm run package` makes the unpacked program for this platform;
// the installer for Windows is made by .github/workflows/release.yml.
//
// The program does not look for updates: a new version is installed by hand, between two business
// days. So nothing is made that an updater would read. Windows signing takes electron-builder's own
// WIN_CSC_LINK and WIN_CSC_KEY_PASSWORD.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { packagedPackages } = require('./package/packaged.mjs');

/** An Electron distribution that was unpacked as it is still holds its own default app. */
function removeDefaultApp({ appOutDir, electronPlatformName, packager }) {
  const resources =
    electronPlatformName === 'darwin'
      ? path.join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Resources')
      : path.join(appOutDir, 'resources');
  fs.rmSync(path.join(resources, 'default_app.asar'), { force: true });
}

module.exports = {
  appId: 'org.tillwright.register',
  productName: 'Tillwright',
  copyright: 'Tillwright contributors, MIT licence',
  directories: { output: 'out/package', buildResources: 'build/icons' },
  // The default patterns would take the whole repository in.
  files: [
    'out/app/**',
    '!**/*.map',
    'package.json',
    '!**/node_modules/**/*.{md,ts,mts,cts,map,gyp,gypi,cpp,cc,c,h,hpp,o,a,d,mk,Makefile,tsbuildinfo}',
    '!**/node_modules/**/{test,tests,__tests__,example,examples,docs,.github}/**',
    '!**/node_modules/better-sqlite3/{deps,src}/**',
    '!**/node_modules/.tillwright/**',
    // In the bundles already: a second time they would only make the program larger.
    ...[...packagedPackages().bundled].map((name) => `!**/node_modules/${name}/**`),
  ],
  asar: true,
  asarUnpack: ['**/*.node'],
  // All native packages carry binaries or were built by set-up.
  npmRebuild: false,
  nodeGypRebuild: false,
  buildDependenciesFromSource: false,
  afterPack: removeDefaultApp,
  electronLanguages: ['en-US', 'zh-CN'],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  publish: null,
  win: {
    target: [{ target: 'nsis', arch: ['x64'] }],
    // A till's program is started by the shop's own account, never as administrator.
    requestedExecutionLevel: 'asInvoker',
  },
  nsis: {
    // For every account of the till, below Program Files, where a cashier cannot change it.
    oneClick: false,
    perMachine: true,
    allowElevation: true,
    allowToChangeInstallationDirectory: false,
    deleteAppDataOnUninstall: false,
    differentialPackage: false,
    createDesktopShortcut: true,
    createStartMenuShortcut: true,
    artifactName: '${productName}-${version}-setup-${arch}.${ext}',
  },
  mac: { target: [{ target: 'dir' }], category: 'public.app-category.business' },
  linux: { target: [{ target: 'dir' }], category: 'Office', executableName: 'tillwright' },
};
