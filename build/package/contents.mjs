// What may be in the packaged program, and what must be.

/**
 * What is wrong with the list of files in the archive; empty when nothing is.
 * @param {readonly string[]} files            paths in app.asar, with `/`, starting with one
 * @param {ReadonlySet<string>} loadedPackages   names of the packages that are loaded at run time
 * @returns {string[]}
 */
export function contentFaults(files, loadedPackages) {
  const needed = [
    '/package.json',
    '/out/app/main.cjs',
    '/out/app/service.cjs',
    '/out/app/training.cjs',
    '/out/app/preload-till.cjs',
    '/out/app/renderer/till/index.html',
  ];
  const faults = needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
  for (const file of files) {
    const packageName = /^\/node_modules\/(@[^/]+\/[^/]+|[^@/][^/]*)/.exec(file)?.[1];
    if (packageName !== undefined && !loadedPackages.has(packageName)) {
      faults.push(
        `${file} belongs to a package that is not loaded at run time: it is bundled, or for development`,
      );
    } else if (packageName === undefined && !isOwn(file)) {
      faults.push(`${file} does not belong in the program`);
    }
    if (/\.(tsx?|map|gyp|cpp)$/.test(file)) faults.push(`${file} is a source`);
    if (/\.(test|spec)\.|\/simulators\//.test(file)) faults.push(`${file} is for tests only`);
  }
  return faults;
}

/** @param {string} file */
function isOwn(file) {
  return (
    file === '/package.json' ||
    file === '/out' ||
    /^\/out\/app(\/|$)/.test(file) ||
    /^\/node_modules(\/@[^/]+)?$/.test(file)
  );
}
