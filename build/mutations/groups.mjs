/**
 * What `npm run test:mutations` tries: the files where a fault loses money, loses a record, or lets
 * somebody in. A group runs by itself, against the tests that are there for it, so `tests` names
 * those that a change of its files must turn red, and not all that happen to use them. Only who
 * survives them is tried against `slowTests`.
 * @typedef {object} Group
 * @property {string} name
 * @property {string} why
 * @property {readonly string[]} files
 * @property {readonly string[]} tests
 * @property {readonly string[]} [slowTests]
 * @property {boolean} [needsServer] tests have databases on a PostgreSQL server
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
    files: [
      'core/tender/settle.ts',
      'core/pricing/**/*.ts',
      'core/basket/{limits,plausible-cash,fold,correction,age}.ts',
    ],
    tests: ['core/{basket,pricing,returns,tax,tender}/*.test.ts'],
  },
  {
    name: 'payment',
    why: 'whether a card was charged, and what may be refunded to it',
    files: [
      'core/{payment,settlement}/*.ts',
      'core/returns/{refund-plan,refundable}.ts',
      '!core/payment/{card-digits,mask-card-numbers}.ts',
    ],
    tests: ['core/{payment,settlement,returns}/*.test.ts'],
  },
  {
    name: 'journal',
    why: 'the chain shows that an entry was changed or left out; the batch carries it to head office',
    files: ['core/journal/{canonical,chain,entry}.ts', 'core/upload/*.ts'],
    tests: ['core/journal/*.test.ts', 'core/upload/*.test.ts'],
  },
  {
    name: 'card-numbers',
    why: 'a card number that is not masked is kept for ever',
    files: ['core/payment/{card-digits,mask-card-numbers}.ts', 'native/protocol/zvt/mask.ts'],
    tests: [
      'core/payment/mask-card-numbers.test.ts',
      'native/protocol/zvt/{messages,charset,mask}.test.ts',
    ],
  },
  {
    name: 'zvt',
    why: 'what the card terminal said: approved, declined, or in doubt',
    files: [
      'native/device/zvt/{money,outcome,result}.ts',
      'native/protocol/zvt/{bcd,status-info}.ts',
    ],
    tests: [
      'native/device/zvt/*.test.ts',
      'native/protocol/zvt/*.test.ts',
      '!native/**/*.integration.test.ts',
      // A serial line brings a thread down that has none of its own.
      '!native/device/zvt/serial.test.ts',
    ],
  },
  {
    name: 'cash',
    why: 'what is taken and handed back in coins and notes, and what makes a sale complete',
    files: ['till/selling/{take-tender,part-cash,complete-sale}.ts', 'till/drawer/drawer-cash.ts'],
    tests: [
      'till/drawer/drawer-cash.test.ts',
      'test/integration/{selling,part-cash,drawer-cash,completing-a-sale}.test.ts',
    ],
    slowTests: [
      'test/integration/{card-payments,age,corrections}.test.ts',
      'test/integration/{chilean-cash,pressed-twice,worth-nothing,return}.test.ts',
      'test/integration/{void-paid-basket,receipts-and-drawer,basket-under-payment}.test.ts',
      'test/integration/{money-paths,crash-rules}.test.ts',
    ],
  },
  {
    name: 'card',
    why: 'finding out what became of a card after a crash or a broken line',
    files: [
      'till/selling/pay-card.ts',
      'till/card/{run-attempt,unknown-attempt,settle-attempt}.ts',
      'till/returns/refund-attempt.ts',
      'till/card/{late-approval,decided-amount,last-transaction,look-for}.ts',
      'till/returns/repeat-void.ts',
      'till/selling/card-payment.ts',
      'till/recover.ts',
      'till/selling/complete-parked.ts',
    ],
    tests: [
      'test/integration/{taking-a-card,settling-a-card,asking-the-terminal,recovering}.test.ts',
      'test/integration/{late-result,late-result-owner,late-result-races}.test.ts',
      'test/integration/{payment-answers,amount-differs,return-unknown,refunding}.test.ts',
      'test/integration/{refund-meanwhile,known-mark,parked-paid,running-attempt}.test.ts',
    ],
    slowTests: [
      'test/integration/{card-payments,closing-the-day,return,return-recovery}.test.ts',
      'test/integration/{exchanged-terminal,basket-under-payment,terminal-marks}.test.ts',
      'test/integration/{money-paths,crash-rules,slips,recovered-slips,power-loss}.test.ts',
      'test/integration/{void-paid-basket,void-paid-races,void-paid-recovery}.test.ts',
      'test/integration/{refund-to-other-card,mis-payment-record,signature-check,wallets}.test.ts',
    ],
  },
  {
    name: 'people',
    why: 'who is signed on, what they may do, and who agreed to more',
    files: ['till/session/{rights,approval,lock-out,session}.ts'],
    tests: [
      'till/session/rights.test.ts',
      'test/integration/{signing-on,lock-out,agreeing,approval,session-memory}.test.ts',
    ],
    slowTests: ['test/integration/{screen-lock,who-may,wrong-clock,corrections}.test.ts'],
  },
  {
    name: 'loss',
    why: 'the second copy, the way back from it, and what is decided where the two differ',
    files: [
      'core/journal/loss.ts',
      'db/{second-copy,second-copy-tail,second-copy-witness,restore}.ts',
    ],
    tests: ['core/journal/loss.test.ts', 'db/{second-copy,second-copy-flush,copy-disk}.test.ts'],
    slowTests: ['db/{second-copy,second-copy-cut,copy-disk}.test.ts'],
  },
  {
    name: 'books',
    why: 'what a sale leaves in the tables that reports are made from, and what head office is sent',
    files: ['db/project/sale.ts', 'db/repo/upload.ts'],
    tests: ['db/{sale-tables,upload-order,upload,card-tender,restore}.test.ts'],
    slowTests: [
      'db/{store,basket-void,refund,rebuild}.test.ts',
      'test/integration/{sending-uploads,refused-uploads}.test.ts',
    ],
  },
  {
    name: 'batch-check',
    why: 'that a batch is whole, signed, and adds up, before head office keeps anything of it',
    files: ['hq/upload/{upload-shape,check-upload,parse-upload,unpack}.ts', 'hq/secrets.ts'],
    tests: ['hq/upload/*.test.ts', '!hq/upload/large-uploads.test.ts', 'hq/secrets.test.ts'],
    slowTests: ['hq/upload/large-uploads.test.ts'],
  },
  {
    name: 'private',
    why: 'files that nobody else of the computer reads, and the lock that keeps a second writer out',
    files: ['db/writer-lock.ts', 'host/{file-lock,private-file,private-folder}.ts'],
    tests: ['host/{file-lock,private-folder}.test.ts', 'db/open.test.ts'],
    slowTests: ['test/integration/private-files.test.ts'],
  },
  {
    name: 'head-office',
    why: 'what head office accepts and signs for, and whom it lets in',
    files: ['hq/{data-folder,receive-upload}.ts', 'hq/http/caller.ts'],
    tests: [
      'hq/{data-folder-holder,reception,reception-again}.test.ts',
      'hq/http/caller{,-tokens}.test.ts',
    ],
    needsServer: true,
  },
  {
    name: 'register-secrets',
    why: 'the key that signs, the token that proves who sends, and the secret that closes PINs',
    files: ['electron/service/{head-office-client,head-office-call,register-key,pin-seal}.ts'],
    tests: ['electron/service/{head-office-{call,client,sending},register-key,pin-seal}.test.ts'],
    slowTests: ['test/integration/{session-memory,pins-on-disk}.test.ts'],
  },
  {
    name: 'session',
    why: 'who is still signed on when the service was started again',
    files: ['electron/service/session-memory.ts'],
    tests: ['test/integration/{session-memory,screen-lock}.test.ts'],
  },
];
