/**
 * What `npm run test:mutations` tries: the files where a fault loses money, loses a record, or lets
 * somebody in. A group runs by itself, against the tests that are there for it, so `tests` names
 * those that a change of its files must turn red, and not all that happen to use them.
 * @typedef {object} Group
 * @property {string} name
 * @property {string} why
 * @property {readonly string[]} files
 * @property {readonly string[]} tests
 */

/** @type {readonly Group[]} */
export const groups = [
  {
    name: 'money',
    why: 'a cent that is rounded, shared out or added up wrongly is wrong on every receipt',
    files: ['core/money/{allocate,cash-rounding,format,minor,mul-div}.ts'],
    tests: ['core/money/*.test.ts'],
  },
  {
    name: 'basket',
    why: 'what is due, what is change, and when a sale is paid',
    files: ['core/basket/{settle,totals,line-amount,limits,plausible-cash,fold,correction,age}.ts'],
    tests: ['core/basket/*.test.ts', 'core/tax/*.test.ts', 'core/returns/*.test.ts'],
  },
  {
    name: 'payment',
    why: 'whether a card was charged, and what may be given back to it',
    files: ['core/payment/*.ts', '!core/payment/mask-card-numbers.ts'],
    tests: ['core/payment/*.test.ts'],
  },
  {
    name: 'journal',
    why: 'the chain shows that an entry was changed or left out; the batch carries it to head office',
    files: ['core/journal/{canonical,chain,entry}.ts', 'core/batch/*.ts'],
    tests: ['core/journal/*.test.ts', 'core/batch/*.test.ts'],
  },
  {
    name: 'card-numbers',
    why: 'a card number that is not masked is kept for ever',
    files: ['core/payment/mask-card-numbers.ts', 'native/protocol/zvt/mask.ts'],
    tests: [
      'core/payment/mask-card-numbers.test.ts',
      'native/protocol/zvt/{messages,charset,unknown-objects}.test.ts',
    ],
  },
  {
    name: 'zvt',
    why: 'what the card terminal said: approved, declined, or in doubt',
    files: [
      'native/device/{zvt-money,zvt-outcome,zvt-result}.ts',
      'native/protocol/zvt/{bcd,status-info}.ts',
    ],
    tests: [
      'native/device/zvt-*.test.ts',
      'native/protocol/zvt/*.test.ts',
      '!native/**/*.integration.test.ts',
    ],
  },
  {
    name: 'till',
    why: 'taking money, and finding out what became of it after a crash or a broken line',
    files: [
      'till/{pay-cash,part-cash,take-card,run-attempt,attempt-doubt,settle-attempt,settle-give-back}.ts',
      'till/{late-result,recover,complete-sale,complete-parked,decided-amount,known-mark}.ts',
      'till/{drawer-cash,rights,approval,lock-out,session}.ts',
    ],
    tests: [
      'till/*.test.ts',
      'test/integration/{card-payments,payment-answers,late-result,late-result-races}.test.ts',
      'test/integration/{part-cash,drawer-cash,signing-on,approval,amount-differs}.test.ts',
      'test/integration/{take-back,take-back-doubt,take-back-recovery,exchanged-terminal}.test.ts',
      'test/integration/{basket-under-payment,terminal-marks,money-paths}.test.ts',
    ],
  },
  {
    name: 'loss',
    why: 'the second copy, the way back from it, and the lock that keeps a second writer out',
    files: [
      'db/{second-copy,second-copy-tail,restore,writer-lock}.ts',
      'db/project/sale.ts',
      'host/file-lock.ts',
    ],
    tests: ['db/*.test.ts'],
  },
  {
    name: 'head-office',
    why: 'what head office accepts and signs for, and whom it lets in',
    files: [
      'hq/{data-folder,receive-batch,secrets}.ts',
      'hq/batch/{batch-shape,check-batch,parse-batch}.ts',
      'hq/http/caller.ts',
    ],
    tests: ['hq/**/*.test.ts', '!hq/command-line.test.ts'],
  },
  {
    name: 'register-secrets',
    why: 'the key that signs, the token, and the session of whoever is signed on',
    files: [
      'electron/service/{head-office-client,head-office-call,register-key,session-memory,pin-seal}.ts',
    ],
    tests: ['electron/service/*.test.ts'],
  },
];
