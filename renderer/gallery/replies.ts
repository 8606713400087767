import type { DayReport } from '../../core/journal/events/day-report.ts';
import type { SettlementReport } from '../../core/settlement/batch-report.ts';
import { minor } from '../../core/money/minor.ts';
import type { TerminalDriverView } from '../../contracts/terminal-setup.ts';
import { fakeSale } from '../testing/snapshots.ts';
import { signaturePicture } from './signature-picture.ts';

/** The terminals' kinds as the register's drivers describe them; a test holds them to that. */
export const DRIVERS: readonly TerminalDriverView[] = [
  {
    id: 'zvt',
    name: 'ZVT',
    usualLine: { kind: 'serial', baud: 9600, stopBits: 2, port: 20_007 },
    fields: [
      { kind: 'text', name: 'password', maxLength: 6, pattern: '^\\d{6}$', secret: true },
      { kind: 'switch', name: 'takesWalletCodes' },
      { kind: 'switch', name: 'checksSignatures' },
    ],
  },
  {
    id: 'transbank',
    name: 'Transbank',
    usualLine: { kind: 'serial', baud: 115_200, stopBits: 1, port: null },
    fields: [],
  },
];

const part = (count: number, amountMinor: number) => ({ count, amountMinor: minor(amountMinor) });
const group = (key: string, count: number, amountMinor: number) => ({
  key,
  ...part(count, amountMinor),
});

const report = {
  businessDay: '2026-11-22',
  storeId: 'S001',
  registerId: 'R03',
  zNumber: 17,
  openedAtMs: 1_795_300_000_000,
  closedAtMs: 1_795_350_000_000,
  currency: 'CNY',
  sales: part(412, 3_842_150),
  returns: part(0, 0),
  taxes: [
    {
      taxCode: 'CN13',
      rateBp: 1300,
      baseMinor: minor(2_100_000),
      taxMinor: minor(273_000),
      grossMinor: minor(2_373_000),
    },
    {
      taxCode: 'CN9',
      rateBp: 900,
      baseMinor: minor(1_347_844),
      taxMinor: minor(121_306),
      grossMinor: minor(1_469_150),
    },
  ],
  tenders: [group('cash', 260, 1_642_150), group('card', 161, 2_200_000)],
  departments: [
    group('produce', 620, 812_300),
    group('dairy', 410, 703_120),
    group('grains', 96, 611_900),
    group('meat', 180, 540_000),
    group('drinks', 530, 402_130),
    group('cleaning', 88, 391_200),
    group('snacks', 300, 381_500),
  ],
  operators: [group('op1', 220, 2_042_150), group('op2', 192, 1_800_000)],
  roundingMinor: minor(0),
  openingFloatMinor: minor(30_000),
  expectedCashMinor: minor(1_672_150),
  countedCashMinor: minor(1_671_950),
  overShortMinor: minor(-200),
  firstReceiptNo: 'S001-R03-000001',
  lastReceiptNo: 'S001-R03-000412',
  lineVoids: part(9, 8_820),
  voidedBaskets: part(1, 2_310),
  suspendedBaskets: 4,
  drawerOpeningsNoSale: 2,
  reprints: part(3, 21_340),
  cardDeclined: 5,
  unresolvedPayments: [],
  grandSalesMinor: minor(61_204_410),
  grandReturnsMinor: minor(0),
  grandNetMinor: minor(61_204_410),
} satisfies DayReport;

const found = [
  ['红富士苹果', 'Fuji apples', '4001', 'kg', 990],
  ['苹果醋 650ml', 'Apple vinegar 650 ml', null, 'each', 1280],
  ['苹果汁 1L', 'Apple juice 1 l', null, 'each', 990],
] as const;
const items = found.map(([zh, en, plu, unit, priceMinor], index) => ({
  itemId: `found-${index}`,
  plu,
  name: { zh, en },
  department: 'produce',
  unit,
  priceMinor,
}));

const [apples] = items.map(({ plu: _, ...rest }) => rest);

const sides = (
  key: string,
  terminalCount: number,
  terminalMinor: number,
  registerCount: number,
  registerMinor: number,
) => ({
  group: key,
  terminalCount,
  terminalMinor: minor(terminalMinor),
  registerCount,
  registerMinor: minor(registerMinor),
});

/** A closed card batch that differs in two kinds of card. */
export const batch = {
  terminalId: '12345678',
  closedAtMs: 1_795_350_000_000,
  totalsKnown: true,
  agrees: false,
  totals: {
    terminalCount: 161,
    terminalMinor: minor(2_217_840),
    registerCount: 160,
    registerMinor: minor(2_200_000),
    differenceMinor: minor(17_840),
  },
  groups: [
    sides('mastercard', 40, 520_000, 40, 520_000),
    sides('visa', 81, 1_217_840, 79, 1_200_000),
    sides('other', 40, 480_000, 41, 480_000),
  ],
  differences: [
    {
      ...sides('visa', 81, 1_217_840, 79, 1_200_000),
      explained: [
        { cause: 'unknown', attemptId: 'a1', receiptNo: '', amountMinor: minor(12_840) },
        { cause: 'onlyAtTerminal', attemptId: '', receiptNo: '0131', amountMinor: minor(5_000) },
      ],
    },
    {
      ...sides('other', 40, 480_000, 41, 480_000),
      explained: [{ cause: 'unexplained', attemptId: '', receiptNo: '', amountMinor: minor(0) }],
    },
  ],
  reportLines: [
    '       KASSENSCHNITT',
    'TERMINAL-ID    12345678',
    'MASTERCARD  40  5.200,00',
    'VISA        81 12.178,40',
    'SUMME      161 22.178,40',
  ],
} satisfies SettlementReport;

/** What the fake service answers, by call name; everything else is answered with nothing. */
export const REPLIES: Readonly<Record<string, unknown>> = {
  'catalogue.search': { items },
  'catalogue.priceCheck': { item: apples },
  'return.query': { sale: fakeSale() },
  'pay.signature': { picture: { mimeType: 'image/bmp', base64: signaturePicture() } },
  'report.x': { reportJson: JSON.stringify({ ...report, zNumber: 0 }) },
  'report.lastZ': { reportJson: JSON.stringify(report) },
  'sales.recent': {
    sales: Array.from({ length: 24 }, (_, index) => ({
      saleId: `sale-${index}`,
      receiptNo: `S001-R03-${String(412 - index).padStart(6, '0')}`,
      atMs: 1_795_350_000_000 - index * 95_000,
      totalMinor: 12_840 + index * 731,
      itemCount: 3 + index,
      tenders: index % 3 === 0 ? ['cash', 'card'] : index % 2 === 0 ? ['card'] : ['cash'],
      prints: index === 3 ? 2 : 1,
    })),
  },
  'shift.close': { countedMinor: 1_671_950, expectedMinor: 1_672_150, overShortMinor: -200 },
  'settlement.close': {
    closed: false,
    terminalTotalMinor: 0,
    registerTotalMinor: 2_200_000,
    differenceMinor: 0,
    reason: 'unreachable',
  },
  'terminal.setup': {
    terminal: {
      protocol: 'zvt',
      line: { kind: 'serial', path: 'COM3', baud: 9600, stopBits: 2 },
      terminalId: 'T1',
      customerLimitS: 90,
      fields: { password: null, takesWalletCodes: false, checksSignatures: true },
    },
    keptSecrets: ['password'],
    drivers: DRIVERS,
    ports: ['COM1', 'COM3'],
  },
  'terminal.check': {
    ok: false,
    checks: [
      { n: 1, step: 'port', state: 'failed', code: 'portMissing', params: { port: 'COM17' } },
      ...(['answer', 'speed', 'registration', 'currency', 'status', 'batch'] as const).map(
        (step, index) => ({
          n: index + 2,
          step,
          state: 'failed' as const,
          code: `${step} of a terminal that says more than this place holds: ${'0123456789 '.repeat(6)}`,
          params: {},
        }),
      ),
    ],
  },
  'settlement.last': { reportJson: JSON.stringify(batch) },
  'day.close': { zNumber: 17, batchId: 'b17' },
  'upload.send': { sent: 1, waiting: 0 },
};
