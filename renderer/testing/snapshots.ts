import type { Language } from '../../core/language.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillOutput } from '../../contracts/till/contract.ts';

type Line = NonNullable<TillSnapshot['basket']>['lines'][number];
type Named = readonly [zh: string, en: string, department: string, priceMinor: number];

const GOODS: readonly Named[] = [
  ['伊利纯牛奶 250ml×12 盒', 'Yili pure milk 250 ml × 12', 'dairy', 5990],
  ['康师傅红烧牛肉面 五连包', 'Master Kong braised beef noodles, 5 pack', 'instant', 1490],
  ['海天金标生抽 500ml', 'Haitian light soy sauce 500 ml', 'condiments', 1180],
  ['农夫山泉饮用天然水 550ml', 'Nongfu Spring water 550 ml', 'drinks', 200],
  ['五常大米 10kg', 'Wuchang rice 10 kg', 'grains', 8990],
  ['清风原木纯品抽纸 3层120抽×18包', 'Breeze facial tissue, 3 ply, 120 × 18', 'paper', 3990],
  ['蒙牛酸奶 100g×8', 'Mengniu yoghurt 100 g × 8', 'dairy', 1580],
  [
    '蓝月亮洗衣液 深层洁净 3kg 瓶装',
    'Blue Moon laundry liquid, deep clean, 3 kg',
    'cleaning',
    4290,
  ],
];
const FRESH: readonly Named[] = [
  ['红富士苹果', 'Fuji apples', 'produce', 990],
  ['香蕉', 'Bananas', 'produce', 698],
  ['西红柿', 'Tomatoes', 'produce', 598],
  ['土豆', 'Potatoes', 'produce', 298],
  ['沃柑', 'Orah mandarins', 'produce', 1280],
  ['大白菜', 'Chinese cabbage', 'produce', 198],
  ['胡萝卜', 'Carrots', 'produce', 358],
  ['巨峰葡萄', 'Kyoho grapes', 'produce', 1880],
  ['生姜', 'Ginger', 'produce', 1290],
  ['黄瓜', 'Cucumbers', 'produce', 498],
  ['洋葱', 'Onions', 'produce', 258],
  ['西兰花', 'Broccoli', 'produce', 798],
  ['散装鲜鸡蛋', 'Loose eggs', 'eggs', 1180],
  ['鲜猪五花肉', 'Fresh pork belly', 'meat', 3290],
  ['三黄鸡', 'Yellow chicken', 'meat', 2680],
  ['鲈鱼', 'Sea bass', 'seafood', 3980],
  ['手工馒头 5个', 'Steamed buns, 5', 'bakery', 600],
  ['购物袋 大', 'Carrier bag, large', 'household', 50],
  ['散装瓜子', 'Loose sunflower seeds', 'snacks', 1680],
];

const DEPARTMENTS = [
  ['produce', '蔬菜水果', 'Produce'],
  ['eggs', '蛋类', 'Eggs'],
  ['meat', '肉禽', 'Meat, poultry'],
  ['seafood', '水产', 'Fish and seafood'],
  ['bakery', '面包糕点', 'Bakery'],
  ['household', '家居百货', 'Household'],
  ['snacks', '休闲食品', 'Snacks'],
  ['dairy', '乳品', 'Dairy'],
  ['grains', '粮油', 'Rice, flour, oil'],
  ['drinks', '饮料', 'Soft drinks'],
  ['cleaning', '清洁用品', 'Cleaning'],
] as const;

function line(index: number, named: Named, weightGrams: number | null): Line {
  const [zh, en, department, unitPriceMinor] = named;
  const pieces = index % 5 === 1 ? 2 : 1;
  const amountMinor =
    weightGrams === null
      ? unitPriceMinor * pieces
      : Math.round((unitPriceMinor * weightGrams) / 1000);
  return {
    lineId: `line-${index}`,
    name: { zh, en },
    department,
    unit: weightGrams === null ? 'each' : 'kg',
    quantityThousandths: weightGrams === null ? pieces * 1000 : 1000,
    weightGrams,
    unitPriceMinor,
    amountMinor,
    voided: index % 9 === 4,
  };
}

/** Believable lines, every fourth weighed. */
export function fakeLines(count: number): Line[] {
  return Array.from({ length: count }, (_, index) => {
    const fresh = index % 4 === 2;
    const pool = fresh ? FRESH : GOODS;
    const named = pool[index % (fresh ? 12 : pool.length)] ?? ['商品', 'Item', 'other', 100];
    return line(index, named, fresh ? 1254 : null);
  });
}

/** A basket with its (fake) totals. */
export function fakeBasket(count: number): NonNullable<TillSnapshot['basket']> {
  const lines = fakeLines(count);
  const open = lines.filter((each) => !each.voided);
  const totalMinor = open.reduce((sum, each) => sum + each.amountMinor, 0);
  return {
    basketId: 'basket-1',
    lines,
    tenders: [],
    goodsMinor: totalMinor,
    taxMinor: Math.round(totalMinor / 9),
    totalMinor,
    remainingMinor: totalMinor,
    cashDueMinor: totalMinor,
    cardDueMinor: totalMinor,
    ageQuestion: null,
    itemCount: open.length,
    refund: null,
  };
}

const ready = { state: 'ready', code: null } as const;
const AT_MS = Date.UTC(2026, 10, 22, 6, 2);

const YUAN = {
  code: 'CNY',
  decimals: 2,
  denominationsMinor: [10000, 5000, 2000, 1000, 500, 100, 50, 10],
};

/** A register in the middle of the day; each screen changes what it needs. */
export function fakeTill(locale: Language, change: Partial<TillSnapshot> = {}): TillSnapshot {
  const zh = locale === 'zh';
  const people = zh
    ? (['李娜', '王强', '陈店长', '赵敏'] as const)
    : (['Li Na', 'Wang Qiang', 'Chen Wei', 'Zhao Min'] as const);
  return {
    revision: 7,
    moneyRevision: 7,
    phase: 'selling',
    stopped: null,
    loss: null,
    training: false,
    store: { storeId: 'S001', name: { zh: '惠邻超市 人民路店', en: 'Huilin Market, Renmin Road' } },
    register: { registerId: 'R03', lane: '3' },
    defaultLocale: 'en',
    timeZone: 'Asia/Shanghai',
    currency: YUAN,
    departments: DEPARTMENTS.map(([id, zhName, en]) => ({ id, name: { zh: zhName, en } })),
    operators: [
      { operatorId: 'op1', name: people[0], role: 'cashier' },
      { operatorId: 'op2', name: people[1], role: 'cashier' },
      { operatorId: 'op3', name: people[2], role: 'manager' },
      { operatorId: 'op4', name: people[3], role: 'supervisor' },
    ],
    operator: { operatorId: 'op3', name: people[2], role: 'manager', locale },
    businessDay: '2026-11-22',
    opening: null,
    shift: { shiftId: 'shift-1', openedAtMs: AT_MS },
    basket: null,
    payment: null,
    pendingPayments: [],
    saleReturn: null,
    lastSale: null,
    handOver: null,
    suspended: [],
    heldCatalogue: null,
    heldSettings: [],
    quickItems: FRESH.map(([zhName, en, department, priceMinor], index) => ({
      itemId: `quick-${index}`,
      plu: String(4001 + index * 7),
      name: { zh: zhName, en },
      department,
      unit: department === 'bakery' || department === 'household' ? 'each' : 'kg',
      priceMinor,
    })),
    devices: {
      terminal: ready,
      printer: ready,
      scanner: ready,
      scale: { state: 'off', code: null },
      headOffice: ready,
      secondCopy: ready,
    },
    headOfficeAtMs: AT_MS,
    receiptsWaiting: 0,
    papersLate: 0,
    doubtfulPapers: [],
    toSend: { entries: 0, oldestAtMs: null, acknowledgedTo: 812 },
    notice: null,
    multiplierThousandths: null,
    screenLock: { locked: false, afterIdleS: 600 },
    withheld: null,
    scans: { count: 0, expected: 'sale', read: null },
    closing: null,
    ...change,
  };
}

/** What the customer sees of the same basket. */
export function fakeDisplay(
  locale: Language,
  change: Partial<DisplaySnapshot> = {},
): DisplaySnapshot {
  const basket = fakeBasket(9);
  return {
    revision: 7,
    phase: 'selling',
    training: false,
    locale,
    storeName: { zh: '惠邻超市 人民路店', en: 'Huilin Market, Renmin Road' },
    currency: { code: 'CNY', decimals: 2 },
    lines: basket.lines,
    totalMinor: basket.totalMinor,
    remainingMinor: basket.totalMinor,
    itemCount: basket.itemCount,
    terminalText: '',
    statusCode: '',
    paymentWay: 'payment',
    checking: false,
    changeMinor: 0,
    ...change,
  };
}

/** A sale that was just made in cash, with change. */
export function fakeLastSale(atMs: number): NonNullable<TillSnapshot['lastSale']> {
  return {
    saleId: 'sale-1',
    receiptNo: 'S001-R03-000412',
    totalMinor: 12840,
    tenderedMinor: 20000,
    changeMinor: 7160,
    handOverMinor: 7160,
    atMs,
    printed: true,
  };
}

/** A card payment at the terminal. */
export function fakePayment(
  change: Partial<NonNullable<TillSnapshot['payment']>> = {},
): NonNullable<TillSnapshot['payment']> {
  return {
    attemptId: 'a1',
    way: 'payment',
    amountMinor: 2000,
    approvedMinor: null,
    reason: '',
    state: 'working',
    terminalText: '',
    statusCode: '',
    sinceMs: Date.now(),
    canCancel: true,
    stopsTerminal: true,
    cancelRequested: false,
    signature: null,
    ...change,
  };
}

/** A sale found by its receipt number, paid by card and in cash. */
export function fakeSale(): NonNullable<TillOutput<'return.query'>['sale']> {
  return {
    saleId: 'sale-9',
    receiptNo: 'S001-R03-000412',
    atMs: AT_MS,
    totalMinor: 8400,
    itemCount: 2,
    lines: fakeLines(4).map(({ name, quantityThousandths, weightGrams, unit, amountMinor }) => ({
      name,
      quantityThousandths,
      weightGrams,
      unit,
      amountMinor,
    })),
    steps: [
      { way: 'void', amountMinor: 5000, label: 'VISA ····4242' },
      { way: 'cash', amountMinor: 3400, label: '' },
    ],
    refusal: null,
    cashInstead: false,
  };
}

/** A return of that sale whose card step stands as given. */
export function fakeReturn(
  state: NonNullable<TillSnapshot['saleReturn']>['steps'][number]['state'],
): NonNullable<TillSnapshot['saleReturn']> {
  const failed = state === 'failed';
  const { saleId, receiptNo, totalMinor } = fakeSale();
  return {
    returnId: 'tb-1',
    saleId,
    receiptNo,
    totalMinor,
    basket: null,
    steps: [
      {
        way: 'void',
        amountMinor: 5000,
        label: 'VISA ····4242',
        state,
        reason: failed ? 'B5' : '',
        why: '',
        text: failed ? 'NOT POSSIBLE' : '',
      },
      {
        way: 'cash',
        amountMinor: 3400,
        label: '',
        state: 'waiting',
        reason: '',
        why: '',
        text: '',
      },
    ],
    canRetry: false,
    retryAs: [],
    canAbandon: false,
  };
}

/** A basket of which a card and some cash have paid a part. */
export function fakePartPaid(count: number): NonNullable<TillSnapshot['basket']> {
  const basket = fakeBasket(count);
  const card = { kind: 'card', amountMinor: 5000, label: 'VISA ····4242' } as const;
  const cash = { kind: 'cash', amountMinor: 1000, label: '' } as const;
  const remainingMinor = basket.totalMinor - card.amountMinor - cash.amountMinor;
  return {
    ...basket,
    tenders: [
      { tenderId: 'tender-1', ...card },
      { tenderId: 'tender-2', ...cash },
    ],
    remainingMinor,
    cashDueMinor: remainingMinor,
    cardDueMinor: remainingMinor,
    refund: {
      steps: [
        { way: 'void', amountMinor: card.amountMinor, label: card.label },
        { way: 'cash', amountMinor: cash.amountMinor, label: '' },
      ],
      refusal: null,
    },
  };
}

/** The void of that basket, its card step standing as given. */
export function fakeBasketVoid(
  state: NonNullable<TillSnapshot['saleReturn']>['steps'][number]['state'],
): NonNullable<TillSnapshot['saleReturn']> {
  const { steps, ...rest } = fakeReturn(state);
  return {
    ...rest,
    saleId: '',
    receiptNo: '',
    totalMinor: 6000,
    basket: { basketId: 'basket-1', label: 'no cash with them' },
    steps: steps.map((step) => (step.way === 'cash' ? { ...step, amountMinor: 1000 } : step)),
  };
}
