// Stands in for Electron's default app in the fallback runtime: starts the app whose folder or
// main file is the first argument that is no flag, as `electron FOLDER` does.
'use strict';
const { app } = require('electron');
const fs = require('node:fs');
const path = require('node:path');

const args = process.argv.slice(1);
const preloads = [];
let target;
for (let index = 0; index < args.length && target === undefined; index += 1) {
  const argument = args[index];
  if (argument === '-r' || argument === '--require') {
    index += 1;
    preloads.push(args[index]);
  } else if (!argument.startsWith('-')) target = path.resolve(argument);
}

if (target === undefined || !fs.existsSync(target)) {
  process.stderr.write('electron: name the folder of an app\n');
  app.exit(1);
} else {
  for (const preload of preloads) require(path.resolve(preload));
  const manifestFile = path.join(target, 'package.json');
  if (fs.existsSync(manifestFile)) {
    const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
    if (manifest.productName || manifest.name) app.setName(manifest.productName || manifest.name);
    if (manifest.version) app.setVersion(manifest.version);
    app.setAppPath(target);
    target = path.join(target, manifest.main || 'index.js');
  } else app.setAppPath(path.dirname(target));
  require(target);
}
