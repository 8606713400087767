// Who may import whom; docs/ARCHITECTURE.md has the reasons. Run by build/gates/boundaries.mjs,
// which also fails when a source file was not looked at.
'use strict';

const test = '(\\.test\\.tsx?$|/testing/|/test-kit/|/vectors/)';
const folders = 'core|contracts|till|db|host|native|electron|renderer|hq|demo|test|build';

/**
 * A folder may import only these folders' paths (and itself); packages are a rule of their own.
 * Tests may use more: a use case is tested on the real store.
 */
function folderRule(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: test },
    to: { path: `^(${folders})/`, pathNot: [from, ...allowed] },
  };
}

/** A folder may import only these npm packages. */
function packageRule(name, from, allowed) {
  const names = allowed.map((packageName) => `node_modules/${packageName}/`);
  return {
    name,
    severity: 'error',
    from: { path: from, pathNot: test },
    to: { path: 'node_modules/', pathNot: names },
  };
}

/** A folder may not import Node's own modules, or only the given ones. */
function nodeRule(name, from, allowed = []) {
  return {
    name,
    severity: 'error',
    from: { path: from, pathNot: test },
    to: { dependencyTypes: ['core'], pathNot: allowed },
  };
}

/** A room of the till may use only these others; its top files put all together. */
function roomRule(room, allowed) {
  const rooms = [room, ...allowed].join('|');
  return {
    name: `till-${room}`,
    severity: 'error',
    from: { path: `^till/${room}/`, pathNot: test },
    to: { path: '^till/', pathNot: `^till/(${rooms})/` },
  };
}

/** A room of the windows may use only these others; the windows themselves put all together. */
function windowRoomRule(room, allowed) {
  const rooms = [room, ...allowed].join('|');
  return {
    name: `renderer-${room}`,
    severity: 'error',
    from: { path: `^renderer/${room}/`, pathNot: test },
    to: { path: '^renderer/', pathNot: `^renderer/(${rooms})/` },
  };
}

/** A room of the devices may use only these others; its top files put all together. */
function deviceRoomRule(room, allowed) {
  const rooms = [room, ...allowed].join('|');
  return {
    name: `device-${room}`,
    severity: 'error',
    from: { path: `^native/device/${room}/`, pathNot: test },
    to: { path: '^native/device/', pathNot: `^native/device/(${rooms})/` },
  };
}

const ground = ['ports', 'runtime', 'session'];
const lane = [...ground, 'card', 'drawer'];

// Loads each native package to tell whether it works.
const selfTest = '^electron/service/self-test\\.ts$';
const pureResult = '^core/(result|assert)\\.ts$';
const native = '^native/(protocol|transport|device|simulators)/';

module.exports = {
  forbidden: [
    folderRule('core-imports-core', '^core/', [], 'The rules stand alone.'),
    packageRule('core-packages', '^core/', ['canonicalize', 'zod']),
    nodeRule('core-no-node', '^core/'),

    folderRule('contracts-folders', '^contracts/', ['^core/']),
    packageRule('contracts-packages', '^contracts/', ['zod']),
    nodeRule('contracts-no-node', '^contracts/'),

    folderRule('till-folders', '^till/', ['^core/', '^contracts/']),
    packageRule('till-packages', '^till/', ['zod']),
    nodeRule('till-no-node', '^till/'),
    roomRule('ports', []),
    roomRule('runtime', ['ports']),
    roomRule('session', ['ports', 'runtime']),
    ...['card', 'drawer', 'printing', 'head-office', 'devices'].map((room) =>
      roomRule(room, ground),
    ),
    roomRule('selling', lane),
    roomRule('returns', [...lane, 'selling']),
    roomRule('closing', [...lane, 'selling', 'returns']),
    roomRule('loss', [...ground, 'head-office']),
    roomRule('handlers', [
      ...lane,
      'printing',
      'head-office',
      'devices',
      'selling',
      'returns',
      'closing',
      'loss',
    ]),

    folderRule('protocol-folders', '^native/protocol/', ['^core/']),
    packageRule('protocol-packages', '^native/protocol/', ['iconv-lite']),
    nodeRule('protocol-no-node', '^native/protocol/'),
    folderRule('transport-folders', '^native/transport/', ['^core/', '^till/ports/']),
    packageRule('transport-packages', '^native/transport/', ['serialport', '@serialport']),
    folderRule('device-folders', '^native/device/', [
      '^core/',
      '^native/(protocol|transport)/',
      '^contracts/(settings|terminal-setup)\\.ts$',
      '^till/ports/',
    ]),
    packageRule('device-packages', '^native/device/', ['zod']),
    deviceRoomRule('status', []),
    ...['printer', 'scanner', 'terminal-kit'].map((room) => deviceRoomRule(room, ['status'])),
    {
      name: 'device-drivers-apart',
      comment: 'A driver of a terminal uses its own folder and the kit.',
      severity: 'error',
      from: {
        path: '^native/device/([^/]+)/',
        pathNot: [test, '^native/device/(status|printer|scanner|terminal-kit|testing)/'].flat(),
      },
      to: { path: '^native/device/', pathNot: '^native/device/($1|terminal-kit|status)/' },
    },
    folderRule(
      'simulators-folders',
      '^native/simulators/',
      [pureResult],
      'Honest peers share no codec.',
    ),
    {
      name: 'simulators-kit-of-none',
      comment: 'What simulators share knows no protocol.',
      severity: 'error',
      from: { path: '^native/simulators/kit/' },
      to: { path: '^native/simulators/', pathNot: '^native/simulators/(kit|line)/' },
    },
    packageRule('simulators-packages', '^native/simulators/', [
      'serialport',
      '@serialport',
      'iconv-lite',
    ]),

    folderRule('db-folders', '^db/', ['^core/', '^contracts/', '^till/ports/', '^host/']),
    packageRule('db-packages', '^db/', ['better-sqlite3', '@types/better-sqlite3', 'canonicalize']),

    folderRule('host-folders', '^host/', [], 'Of the computer alone, not of either program.'),
    packageRule('host-packages', '^host/', ['better-sqlite3', '@types/better-sqlite3']),

    folderRule('service-folders', '^electron/service/', [
      '^core/',
      '^contracts/',
      '^till/',
      '^db/',
      '^host/',
      '^native/(protocol|transport|device)/',
    ]),
    folderRule(
      'training-folders',
      '^electron/training/',
      [
        '^core/',
        '^contracts/',
        '^native/simulators/(line|terminal)/',
        '^host/write-whole-file\\.ts$',
        '^electron/service/(register-settings|pin-seal)\\.ts$',
      ],
      'The simulated terminal is a process of its own.',
    ),
    {
      name: 'simulators-only-in-training',
      comment: 'The register meets a simulator at the other end of a line, nowhere else.',
      severity: 'error',
      from: {
        path: `^(${folders})/`,
        pathNot: ['^native/simulators/', '^electron/training/', '^(demo|test)/', test],
      },
      to: { path: '^native/simulators/' },
    },
    folderRule('main-folders', '^electron/(main|preload)/', [
      '^core/',
      '^contracts/',
      '^electron/(main|preload)/',
      // Files that keep their bounds; it opens none of the register's own.
      '^host/rotating-file\\.ts$',
    ]),
    {
      name: 'service-without-electron-windows',
      severity: 'error',
      from: { path: '^electron/service/', pathNot: test },
      to: { path: '^(electron/(main|preload)|renderer)/' },
    },

    folderRule('renderer-folders', '^renderer/', ['^core/', '^contracts/']),
    nodeRule('renderer-no-node', '^renderer/'),
    windowRoomRule('i18n', []),
    windowRoomRule('words', ['i18n']),
    windowRoomRule('ipc', []),
    windowRoomRule('state', ['ipc', 'words', 'i18n']),
    windowRoomRule('input', ['state']),
    windowRoomRule('ui', ['input', 'state', 'ipc', 'words', 'i18n']),
    windowRoomRule('features', ['ui', 'input', 'state', 'ipc', 'words', 'i18n']),
    {
      name: 'features-apart',
      comment: 'What two features share stands in a room below; a window puts features together.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'electron-only-in-electron',
      severity: 'error',
      from: { path: `^(${folders})/`, pathNot: ['^electron/', '^test/', '^demo/'] },
      to: { path: 'node_modules/(electron|@electron)/' },
    },

    folderRule('hq-folders', '^hq/', ['^core/', '^contracts/', '^host/']),
    {
      name: 'sqlite-only-in-db',
      severity: 'error',
      from: {
        path: `^(${folders})/`,
        pathNot: ['^db/', '^host/file-lock\\.ts$', '^test/', selfTest, test],
      },
      to: { path: 'node_modules/better-sqlite3/' },
    },
    {
      name: 'serialport-only-in-native',
      severity: 'error',
      from: { path: `^(${folders})/`, pathNot: [native, '^test/', selfTest, test] },
      to: { path: 'node_modules/(serialport|@serialport)/' },
    },

    {
      name: 'nothing-imports-demo',
      severity: 'error',
      from: { pathNot: '^(demo|test)/' },
      to: { path: '^demo/' },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: ['^test/', '\\.test\\.tsx?$'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          test,
          '\\.d\\.ts$',
          '\\.config\\.ts$',
          '^test/',
          '^build/',
          '/cli\\.ts$',
          '^demo/',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
