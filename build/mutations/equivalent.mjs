/**
 * Mutants that change nothing anybody could notice, each with its reason. They count neither for
 * nor against a group. Whoever changes the code of one looks at its reason again.
 * @type {readonly import('./report.mjs').Equivalent[]}
 */
export const equivalent = [
  {
    file: 'electron/service/head-office-call.ts',
    from: 'status >= 200',
    to: 'true',
    why: 'no answer ends with a status below 200 (RFC 9110 §15.2)',
  },
  {
    file: 'electron/service/head-office-call.ts',
    from: 'status < 300',
    to: 'status <= 300',
    why: 'a redirect was refused before',
  },
  {
    file: 'electron/service/head-office-call.ts',
    from: "cause instanceof Error && 'code' in cause",
    to: 'true',
    why: 'only errors are thrown, and what has no code has none of a missing way',
  },
  {
    file: 'electron/service/head-office-call.ts',
    from: "cause instanceof Error && 'code' in cause",
    to: "cause instanceof Error || 'code' in cause",
    why: 'only errors are thrown, and what has no code has none of a missing way',
  },
  {
    file: 'electron/service/head-office-call.ts',
    from: "'no answer'",
    to: '""',
    why: 'only errors are thrown, and each has its words',
  },
  {
    file: 'electron/service/head-office-call.ts',
    from: 'caught instanceof SyntaxError',
    to: 'true',
    why: 'JSON.parse throws nothing else',
  },
  {
    file: 'electron/service/head-office-client.ts',
    from: "'utf8'",
    to: '""',
    why: 'texts are UTF-8 for Node where nothing is said',
  },
  {
    file: 'electron/service/head-office-client.ts',
    from: "{ method: 'GET' }",
    to: '{}',
    why: 'Node asks by GET where nothing is said',
  },
  {
    file: 'electron/service/head-office-client.ts',
    from: "'GET'",
    to: '""',
    why: 'Node asks by GET where nothing is said',
  },
  {
    file: 'electron/service/head-office-client.ts',
    from: "answer.kind === 'unreachable'",
    to: 'false',
    near: '!answer.isOk',
    why: 'what did not answer has no status either: null all the same',
  },
  {
    file: 'electron/service/head-office-client.ts',
    from: "'unreachable'",
    to: '""',
    near: '!answer.isOk',
    why: 'what did not answer has no status either: null all the same',
  },
  {
    file: 'electron/service/head-office-client.ts',
    from: "caught instanceof Error && 'code' in caught",
    to: 'true',
    why: 'OpenSSL throws nothing but errors with a code',
  },
  {
    file: 'electron/service/head-office-client.ts',
    from: "caught instanceof Error && 'code' in caught",
    to: "caught instanceof Error || 'code' in caught",
    why: 'OpenSSL throws nothing but errors with a code',
  },
  {
    file: 'core/money/allocate.ts',
    from: "'down'",
    to: '""',
    why: 'the compiler refuses it, and what is no kind of rounding rounds down',
  },
  {
    file: 'core/money/format.ts',
    from: "''",
    to: '"Stryker was here!"',
    near: 'match?.[2]',
    why: 'the group is always there when the text matches, and no text that does not is read',
  },
  {
    file: 'core/money/format.ts',
    from: 'match === null',
    to: 'false',
    why: 'without a match both parts are empty; the test is there for the compiler',
  },
  {
    file: 'core/money/mul-div.ts',
    from: 'product < 0n',
    to: 'product <= 0n',
    why: '0 has no sign, and a result of 0 gets none',
  },
  {
    file: 'core/money/mul-div.ts',
    from: 'c < 0',
    to: 'c <= 0',
    why: 'c is not 0',
  },
  {
    file: 'core/money/mul-div.ts',
    from: "'down'",
    to: '""',
    why: 'nothing is answered then, which counts as no',
  },
  {
    file: 'core/basket/settle.ts',
    from: 'cashMinor > dueMinor',
    to: 'cashMinor >= dueMinor',
    why: 'what is equal was answered before',
  },
  {
    file: 'core/basket/settle.ts',
    from: 'cashMinor < roundedMinor',
    to: 'cashMinor <= roundedMinor',
    why: 'cash of the rounded amount is that far from the exact one, either way',
  },
  {
    file: 'core/basket/settle.ts',
    from: 'before <= 0',
    to: 'before < 0',
    why: 'with nothing left a card of 0 rounds by 0, which is what is answered without it',
  },
  {
    file: 'core/basket/settle.ts',
    from: 'openMinor > 0',
    to: 'openMinor >= 0',
    why: '0 either way',
  },
  {
    file: 'core/basket/totals.ts',
    from: 'openMinor > 0',
    to: 'openMinor >= 0',
    why: '0 either way',
  },
  {
    file: 'core/basket/totals.ts',
    from: 'line.quantityThousandths < 0',
    to: 'line.quantityThousandths <= 0',
    why: 'no line has no pieces: it is refused',
  },
  {
    file: 'till/part-cash.ts',
    from: 'missing !== null',
    to: 'false',
    why: 'the amount of a tender never changes, so that nothing else is asked of it later',
  },
  {
    file: 'till/part-cash.ts',
    from: 'shift !== null',
    to: 'true',
    why: 'without a shift the line after it throws as well, and nothing is written either way',
  },
  {
    file: 'till/complete-sale.ts',
    from: 'shift !== null',
    to: 'true',
    why: 'without a shift the line after it throws as well, and nothing is written either way',
  },
  {
    file: 'till/complete-sale.ts',
    from: 'current === null',
    to: 'false',
    why: 'whoever calls has the basket in the same transaction; the test is there for the compiler',
  },
];
