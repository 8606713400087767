// What Stryker leaves alone: words for whoever reads a crash or a log. No behaviour hangs on them.

/**
 * True for the message of an `invariant`, of a log line, or of a thrown error.
 * @param {any} path a Babel path
 */
function isMessage(path) {
  const { parentPath: parent, node } = path;
  if (parent === null) return false;
  if (parent.isNewExpression()) return /Error$|Fault$/.test(parent.node.callee.name ?? '');
  if (!parent.isCallExpression()) return false;
  const { callee, arguments: given } = parent.node;
  if (callee.name === 'invariant') return given[1] === node;
  const object = callee.object?.property?.name ?? callee.object?.name;
  return object === 'log';
}

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'messages',
    value: {
      /** @param {any} path */
      shouldIgnore: (path) => (isMessage(path) ? 'words for people' : undefined),
    },
  },
];
