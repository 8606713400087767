import { equivalentOfCards } from './equivalent-card.mjs';
import { equivalentOfHeadOffice } from './equivalent-head-office.mjs';
import { equivalentOnDisk } from './equivalent-on-disk.mjs';

/**
 * Mutants that change nothing anybody could notice, each with its reason. They count neither for
 * nor against a group. Whoever changes the code of one looks at its reason again.
 * @type {readonly import('./report.mjs').Equivalent[]}
 */
export const equivalent = [
  ...equivalentOfCards,
  ...equivalentOnDisk,
  ...equivalentOfHeadOffice,
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
    file: 'core/payment/mask-card-numbers.ts',
    from: "sign < '\\u0080'",
    to: 'false',
    why: 'it takes longer: such a sign is its own ordinary form',
  },
  {
    file: 'core/payment/mask-card-numbers.ts',
    from: "sign < '\\u0080'",
    to: "sign <= '\\u0080'",
    why: 'that sign is its own ordinary form',
  },
  {
    file: 'core/payment/mask-card-numbers.ts',
    from: "'\\u0080'",
    to: '""',
    why: 'it takes longer: such a sign is its own ordinary form',
  },
  {
    file: 'core/settlement/compare-batch.ts',
    from: 'register.amountMinor < 0',
    to: 'register.amountMinor <= 0',
    why: 'two sums of 0 are the same by themselves',
  },
  {
    file: 'core/settlement/compare-batch.ts',
    from: 'pairs.some(({ group }) => group === ALL_CARDS)',
    to: 'pairs.every(({\n  group\n}) => group === ALL_CARDS)',
    why: 'the pair of all cards stands alone, and there is always a pair',
  },
  {
    file: 'core/settlement/compare-batch.ts',
    from: '[]',
    to: '["Stryker was here"]',
    near: 'found',
    why: 'the compiler refuses it, and a text is a cause of no kind of card',
  },
  {
    file: 'core/payment/fits-original.ts',
    from: 'sign !== undefined',
    to: 'true',
    why: 'what is not there is neither above nor below a digit; the test is there for the compiler',
  },
  {
    file: 'core/settlement/match-items.ts',
    from: 'false',
    to: 'true',
    near: 'byHand: false',
    why: 'of a suspect that the terminal has alone, only the attempt and the receipt number are read',
  },
  {
    file: 'core/upload/build.ts',
    from: 'totalMinor > 0',
    to: 'totalMinor >= 0',
    why: '0 either way',
  },
  {
    file: 'core/upload/build.ts',
    from: 'count + pieces(line)',
    to: 'count - pieces(line)',
    why: 'the sum of a sale has one sign, which is dropped',
  },
  {
    file: 'core/basket/fold.ts',
    from: 'line !== undefined',
    to: 'true',
    why: 'it stops either way',
  },
  {
    file: 'native/protocol/zvt/status-info.ts',
    from: '/^\\d{4}$/',
    to: '/\\d{4}$/',
    why: 'BMP 49 has two bytes, four signs',
  },
  {
    file: 'native/protocol/zvt/status-info.ts',
    from: '/^\\d{4}$/',
    to: '/^\\d{4}/',
    why: 'BMP 49 has two bytes, four signs',
  },
  {
    file: 'native/device/zvt/outcome.ts',
    from: "end.kind === 'aborted'",
    to: 'true',
    near: '!end.early',
    why: 'of the ends with a code, a refusal of that code was taken before',
  },
  {
    file: 'native/device/zvt/outcome.ts',
    from: "end.kind === 'completed'",
    to: 'true',
    near: 'isTold',
    why: 'only what completed is closed; the test is there for the compiler',
  },
  {
    file: 'core/tender/settle.ts',
    from: 'cashMinor > dueMinor',
    to: 'cashMinor >= dueMinor',
    why: 'what is equal was answered before',
  },
  {
    file: 'core/tender/settle.ts',
    from: 'cashMinor < roundedMinor',
    to: 'cashMinor <= roundedMinor',
    why: 'cash of the rounded amount is that far from the exact one, either way',
  },
  {
    file: 'core/tender/settle.ts',
    from: 'before <= 0',
    to: 'before < 0',
    why: 'with nothing left a card of 0 rounds by 0, which is what is answered without it',
  },
  {
    file: 'core/tender/settle.ts',
    from: 'openMinor > 0',
    to: 'openMinor >= 0',
    why: '0 either way',
  },
  {
    file: 'core/pricing/totals.ts',
    from: 'openMinor > 0',
    to: 'openMinor >= 0',
    why: '0 either way',
  },
  {
    file: 'core/pricing/totals.ts',
    from: 'line.quantityThousandths < 0',
    to: 'line.quantityThousandths <= 0',
    why: 'no line has no pieces: it is refused',
  },
  {
    file: 'till/selling/part-cash.ts',
    from: 'missing !== null',
    to: 'false',
    why: 'the amount of a tender never changes, so that nothing else is asked of it later',
  },
  {
    file: 'till/selling/part-cash.ts',
    from: 'shift !== null',
    to: 'true',
    why: 'without a shift the line after it throws as well, and nothing is written either way',
  },
  {
    file: 'till/selling/complete-sale.ts',
    from: 'shift !== null',
    to: 'true',
    why: 'without a shift the line after it throws as well, and nothing is written either way',
  },
  {
    file: 'till/selling/complete-sale.ts',
    from: 'current === null',
    to: 'false',
    why: 'whoever calls has the basket in the same transaction; the test is there for the compiler',
  },
  {
    file: 'till/session/lock-out.ts',
    from: 'lockedUntilMs === null',
    to: 'false',
    why: 'null counts as 0, which is long past: nothing is left of it; the test is there for the compiler',
  },
  {
    file: 'till/session/session.ts',
    from: 'isLocked',
    to: 'true',
    near: 'beginLockOut',
    why: 'a lock-out that the database does not know of is not asked for, and the one it knows begins anew',
  },
  {
    file: 'till/session/session.ts',
    from: 'day !== null',
    to: 'true',
    why: 'null is before no date; the test is there for the compiler',
  },
  {
    file: 'till/session/session.ts',
    from: "''",
    to: '"Stryker was here!"',
    near: 'SESSION_OPERATOR',
    why: 'whatever is the id of no person gives nobody a session',
  },
];
