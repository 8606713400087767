// @vitest-environment happy-dom
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { languages } from '../../core/language.ts';
import { FILE_FAULTS } from '../../contracts/file-fault.ts';
import en from './en.json';
import { DICTIONARIES } from './dictionaries.ts';
import { createTexts } from './i18n.ts';
import zh from './zh.json';

const sources: Record<string, string> = import.meta.glob(
  ['../**/*.ts', '../**/*.tsx', '!../**/*.test.*', '!../testing/**'],
  { query: '?raw', import: 'default', eager: true },
);

const service: Record<string, string> = import.meta.glob(
  ['../../till/**/*.ts', '../../core/payment/*.ts', '!../../**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true },
);

const composition: Record<string, string> = import.meta.glob(
  ['../../electron/service/*.ts', '!../../**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true },
);

function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    leaves(value, path === '' ? key : `${path}.${key}`),
  );
}

const english = new Map(leaves(en));
const chinese = new Map(leaves(zh));
const all = Object.values(sources).join('\n');

/** Looked up by codes that come from outside; their use cannot be seen in the source. */
const BY_CODE = [
  'notice',
  'fileFault',
  'error',
  'stopped.code',
  'closing.detail',
  'closing.terminal',
  'check.result',
  'deviceCode',
  'terminalStatus',
  'terminalResult',
  'unknownReason',
  'cardGroup',
  'approval.right',
  'approval.what',
  'approval.rule',
];

const NOTICES =
  'lineAdded unknownCode misread halfRead expired needsWeight quantityLimit basketFull lineVoided ' +
  'parked resumed saleComplete cardDeclined cardApproved cardUnknown cardNotStarted printerFault ' +
  'paperDoubtful wrongPin lockedOut notAllowed dayOpened shiftOpened batchSent batchOffline ' +
  'batchAway batchNoRoute batchRejected batchNotEnrolled batchRefused catalogueApplied fileRefused scanIgnored other';
const ERRORS =
  'notAllowed badInput busy noBasket emptyBasket basketOpen notSignedOn dayNotOpen shiftNotOpen ' +
  'shiftOpen settlementOpen wrongPin lockedOut unknownOperator unknownItem unknownLine ' +
  'needsWeight quantityLimit worthNothing amountTooHigh amountMismatch terminalBusy terminalOff paymentOpen ' +
  'paymentUnresolved parkedOpen cardTaken partPaid nothingToPrint storeFault internal timeout serviceLost ' +
  'tooLarge unknownCall other';
const STOPPED =
  'headOfficeAhead headOfficeOther copyAhead copyOther copyOpposes diskFull readOnly corrupt newerSchema locked io serviceFailing settings exposed unknown otherRegister dataGone copyLeft';
/** Every text literal below a node, so that both sides of a `? :` count. */
function literals(node: ts.Node | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node)) return [node.text];
  if (ts.isConditionalExpression(node)) {
    return [...literals(node.whenTrue), ...literals(node.whenFalse)];
  }
  return [];
}

/** The code in `{ ok: false, code: 'x' }` or `{ ok: false, refusal: 'x' }`. */
function refusalIn(node: ts.ObjectLiteralExpression): readonly ts.Expression[] {
  const valueOf = (name: string) =>
    node.properties.find((each) => each.name?.getText() === name && ts.isPropertyAssignment(each));
  const ok = valueOf('ok');
  if (ok === undefined || !ts.isPropertyAssignment(ok)) return [];
  if (ok.initializer.kind !== ts.SyntaxKind.FalseKeyword) return [];
  return [valueOf('code'), valueOf('refusal')].flatMap((each) =>
    each !== undefined && ts.isPropertyAssignment(each) ? [each.initializer] : [],
  );
}

/**
 * What the service's source says: `refuse('x')`, `notify(kind, 'x')`, `return 'x'` in `…Code()` and
 * `…Refusal()`, and the codes of failed plans.
 */
function serviceCodes(): Record<'error' | 'notice', Set<string>> {
  const codes = { error: new Set<string>(), notice: new Set<string>() };
  const add = (group: 'error' | 'notice', node: ts.Node | undefined) => {
    for (const code of literals(node)) codes[group].add(code);
  };
  for (const [file, source] of Object.entries(service)) {
    const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node, returns: 'error' | 'notice' | null): void => {
      if (ts.isCallExpression(node)) {
        const name = node.expression.getText(tree);
        if (name === 'refuse') add('error', node.arguments[0]);
        if (name.endsWith('.notify')) add('notice', node.arguments[1]);
      }
      if (returns !== null && ts.isReturnStatement(node)) add(returns, node.expression);
      const name = ts.isFunctionDeclaration(node) ? (node.name?.text ?? '') : '';
      const tells = /(Code|Refusal)$/.test(name);
      const inside = name === 'noticeCode' ? 'notice' : tells ? 'error' : returns;
      if (ts.isObjectLiteralExpression(node)) {
        for (const code of refusalIn(node)) add('error', code);
      }
      ts.forEachChild(node, (child) => visit(child, inside));
    };
    visit(tree, null);
  }
  return codes;
}

describe('dictionary', () => {
  it('is there for each language of the list, and for no other', () => {
    expect(Object.keys(DICTIONARIES).toSorted()).toEqual(languages().toSorted());
  });

  it('has the same keys in both languages and no empty text but the intended', () => {
    expect(english.size).toBeGreaterThan(400);
    expect(new Set(chinese.keys())).toEqual(new Set(english.keys()));
    const blank = [...english, ...chinese].filter(([, text]) => text.trim() === '');
    expect(blank).toEqual([]);
  });

  it('calls the card terminal by one name in Chinese', () => {
    expect([...chinese].filter(([, text]) => text.includes('终端'))).toEqual([]);
  });

  it('uses the same values in both languages', () => {
    const values = (text: string) =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)]
        .map((each) => each[1] ?? '')
        .sort((a, b) => a.localeCompare(b))
        .join(' ');
    const differing = [...english].filter(
      ([key, text]) => values(chinese.get(key) ?? '') !== values(text),
    );
    expect(differing).toEqual([]);
  });

  it('covers every code the service may send', () => {
    const wanted = [
      ...NOTICES.split(' ').map((code) => `notice.${code}`),
      ...ERRORS.split(' ').map((code) => `error.${code}`),
      ...STOPPED.split(' ').flatMap((code) => [
        `stopped.code.${code}.what`,
        `stopped.code.${code}.next`,
      ]),
    ];
    expect(wanted.filter((key) => !english.has(key))).toEqual([]);
  });

  it('has words for every refusal and notice in the service', () => {
    const { error, notice } = serviceCodes();
    expect(error.size).toBeGreaterThan(25);
    expect(notice.size).toBeGreaterThan(15);
    expect([...error].filter((code) => !english.has(`error.${code}`))).toEqual([]);
    // The window falls back to the error of the same name for a refused command.
    const missing = [...notice].filter(
      (code) => !english.has(`notice.${code}`) && !english.has(`error.${code}`),
    );
    expect(missing).toEqual([]);
  });

  it('says in both languages why a file was refused, and nothing else', () => {
    const said = [...english.keys()].filter((key) => key.startsWith('fileFault.'));
    expect(new Set(said)).toEqual(new Set(FILE_FAULTS.map((code) => `fileFault.${code}`)));
  });

  it('has no notice that nobody gives', () => {
    const sayers = [...Object.values(service), ...Object.values(composition), all].join('\n');
    const said = new Set([...sayers.matchAll(/'(\w+)'/g)].map((each) => each[1] ?? ''));
    const codes = [...english.keys()].filter((key) => key.startsWith('notice.'));
    const silent = codes
      .map((key) => key.slice('notice.'.length))
      .filter((code) => !said.has(code.replace(/Due$/, '')));
    expect(silent).toEqual([]);
  });

  it('has every key that the source names', () => {
    const named = [...all.matchAll(/\bt\(\s*['"]([\w.]+)['"]/g)].map((each) => each[1] ?? '');
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((key) => !english.has(key))).toEqual([]);
  });

  it('has no key that nothing uses', () => {
    const literal = new Set([...all.matchAll(/['"]([a-zA-Z]+(?:\.[\w]+)+)['"]/g)].map((m) => m[1]));
    const made = [...all.matchAll(/\bt\(`([\w.]*)\$\{[^`]*`/g)].map((each) => each[1] ?? '');
    const unused = [...english.keys()].filter(
      (key) =>
        !literal.has(key) &&
        !BY_CODE.some((prefix) => key.startsWith(`${prefix}.`)) &&
        !made.some((prefix) => prefix !== '' && key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it('speaks both languages and fills in values', () => {
    const texts = createTexts('zh');
    expect(texts.t('bar.lane', { lane: '3' })).toBe('3 号台');
    void texts.changeLanguage('en');
    expect(texts.t('bar.lane', { lane: '3' })).toBe('Lane 3');
  });
});

describe('components', () => {
  const SPOKEN = new Set(['label', 'title', 'aria-label', 'placeholder', 'alt', 'text', 'hint']);
  const hasWords = (text: string) => /\p{L}{2,}/u.test(text);

  it('contain no text of their own', () => {
    const found: string[] = [];
    for (const [file, source] of Object.entries(sources)) {
      if (!file.endsWith('.tsx')) continue;
      const tree = ts.createSourceFile(
        file,
        source,
        ts.ScriptTarget.Latest,
        true,
        ts.ScriptKind.TSX,
      );
      const visit = (node: ts.Node): void => {
        if (ts.isJsxText(node) && hasWords(node.text)) found.push(`${file}: ${node.text.trim()}`);
        if (ts.isJsxAttribute(node) && node.initializer !== undefined) {
          const value = node.initializer;
          const isSpoken = SPOKEN.has(node.name.getText(tree));
          if (isSpoken && ts.isStringLiteral(value) && hasWords(value.text)) {
            found.push(`${file}: ${node.getText(tree)}`);
          }
        }
        ts.forEachChild(node, visit);
      };
      visit(tree);
    }
    expect(found).toEqual([]);
  });
});
