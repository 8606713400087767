// Gate: no function has more than 70 lines of code, apart from those that are listed, and that list
// only shrinks. A line counts when code stands on it: blank lines and comments are no reason to cut
// a function in two. The bodies of `describe` and `test` are lists of tests and do not count; what
// a test file has beside them does.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../setup/places.mjs';
import { trackedFiles } from './sources.mjs';

const LONGEST_FUNCTION = 70;
const listFile = 'build/gates/long-functions.json';
const sourceFile = /\.(ts|tsx|mjs|cjs)$/;
const testFile = /\.(test|spec)\.(ts|tsx|mjs)$/;
const testCalls = new Set(['describe', 'it', 'test']);

/**
 * The name a call begins with: `describe` of `describe.each(kinds)('…', …)`.
 * @param {ts.Expression} callee
 * @returns {string | undefined}
 */
function firstName(callee) {
  if (ts.isIdentifier(callee)) return callee.text;
  if (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    return firstName(callee.expression);
  }
  return undefined;
}

/**
 * True for what `describe` and `test` are given to run.
 * @param {ts.Node} node
 */
function isTestBody({ parent }) {
  return ts.isCallExpression(parent) && testCalls.has(firstName(parent.expression) ?? '');
}

/**
 * The numbers of the lines on which code of a node stands.
 * @param {ts.Node} node
 * @param {ts.SourceFile} source
 */
function codeLines(node, source) {
  /** @type {Set<number>} */
  const lines = new Set();
  /** @param {ts.Node} at */
  const walk = (at) => {
    if (ts.isJSDoc(at) || (ts.isJsxText(at) && at.containsOnlyTriviaWhiteSpaces)) return;
    const children = at.getChildren(source);
    for (const child of children) walk(child);
    if (children.length > 0) return;
    const first = source.getLineAndCharacterOfPosition(at.getStart(source)).line;
    const last = source.getLineAndCharacterOfPosition(at.end).line;
    for (let line = first; line <= last && at.getWidth(source) > 0; line += 1) lines.add(line);
  };
  walk(node);
  return lines;
}

/**
 * Its lines, those without code as well: quicker to tell.
 * @param {ts.Node} node
 * @param {ts.SourceFile} source
 */
function spanOf(node, source) {
  const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  return source.getLineAndCharacterOfPosition(node.end).line - first + 1;
}

/**
 * What a function is called: by itself or by what holds it.
 * @param {ts.SignatureDeclaration} node
 */
function nameOf({ name, parent }) {
  const own = name ?? (ts.isCallExpression(parent) ? undefined : parentName(parent));
  return own?.getText() ?? '(no name)';
}

/** @param {ts.Node} parent */
function parentName(parent) {
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)
    ? parent.name
    : undefined;
}

/**
 * The functions of a file that are too long, each by `file#name` or, where it stands in another,
 * `file#outer>name`.
 * @param {string} file   path from the root
 * @param {string} text
 * @returns {Map<string, number>}   lines of code by that key
 */
export function longFunctions(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {Map<string, number>} */
  const found = new Map();
  /** @param {ts.Node} node @param {readonly string[]} outer */
  const visit = (node, outer) => {
    let names = outer;
    const counts = ts.isFunctionLike(node) && !(testFile.test(file) && isTestBody(node));
    if (counts) {
      names = [...outer, nameOf(node)];
      const key = `${file}#${names.join('>')}`;
      const lines = spanOf(node, source) > LONGEST_FUNCTION ? codeLines(node, source).size : 0;
      if (lines > LONGEST_FUNCTION) found.set(key, Math.max(lines, found.get(key) ?? 0));
    }
    ts.forEachChild(node, (child) => visit(child, names));
  };
  visit(source, []);
  return found;
}

/**
 * What is wrong with the long functions there are, seen with those that are excepted.
 * @param {ReadonlyMap<string, number>} found
 * @param {Readonly<Record<string, number>>} excepted   recorded lines by the same keys
 * @returns {string[]}
 */
export function lengthFaults(found, excepted) {
  const faults = [];
  for (const [key, lines] of found) {
    const recorded = excepted[key];
    if (recorded === undefined) {
      faults.push(`${key}: ${lines} lines of code, at most ${LONGEST_FUNCTION}`);
    } else if (lines > recorded) {
      faults.push(`${key}: grew from ${recorded} to ${lines} lines of code`);
    } else if (lines < recorded) {
      faults.push(`${key}: has ${lines} lines of code now; write that in ${listFile}`);
    }
  }
  for (const key of Object.keys(excepted)) {
    if (!found.has(key))
      faults.push(`${key}: needs no exception any more; take it out of the list`);
  }
  return faults;
}

/** @type {import('./tool.mjs').Gate} */
export const functionLengthGate = {
  name: 'function length',
  run() {
    const files = trackedFiles().filter((file) => sourceFile.test(file));
    const found = new Map(
      files.flatMap((file) => [
        ...longFunctions(file, fs.readFileSync(path.join(projectRoot, file), 'utf8')),
      ]),
    );
    const excepted = JSON.parse(fs.readFileSync(path.join(projectRoot, listFile), 'utf8'));
    return Promise.resolve({
      looked: files.length,
      failures: lengthFaults(found, excepted),
    });
  },
};
