import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { fakeBasket, fakeTill } from '../../testing/snapshots.ts';

type Locale = 'zh' | 'en';

const FAMILY = ['王', '李', '张', '刘', '陈', '杨', '黄'];
const GIVEN = ['秀英', '伟', '芳', '建国', '敏', '静'];
const PINYIN = ['Wang', 'Li', 'Zhang', 'Liu', 'Chen', 'Yang', 'Huang'];
const NAMES = ['Xiuying', 'Wei', 'Fang', 'Jianguo', 'Min', 'Jing'];

/** The staff of a large shop: 42 people, six of whom may approve. */
export function manyPeople(locale: Locale): TillSnapshot['operators'] {
  const family = locale === 'en' ? PINYIN : FAMILY;
  const given = locale === 'en' ? NAMES : GIVEN;
  return Array.from({ length: 42 }, (_, index) => {
    const [last = '', first = ''] = [family[index % 7], given[Math.floor(index / 7)]];
    return {
      operatorId: `op${index + 1}`,
      name: locale === 'en' ? `${first} ${last}` : `${last}${first}`,
      role: index % 7 === 6 ? ('supervisor' as const) : ('cashier' as const),
    };
  });
}

const departments = Array.from({ length: 40 }, (_, index) => ({
  id: `dept-${index}`,
  name: { zh: `第${index + 1}类日用百货`, en: `Household goods and paper ${index + 1}` },
}));

/** 40 departments, the first with 30 quick keys. */
export function manyDepartments(locale: Locale): Partial<TillSnapshot> {
  const [example] = fakeTill(locale).quickItems;
  if (example === undefined) return {};
  const key = (department: string, index: number) => ({
    ...example,
    itemId: `${department}-${index}`,
    plu: String(4000 + index),
    department,
    name: { zh: `散装商品${index}号`, en: `Loose goods number ${index}` },
  });
  const first = Array.from({ length: 30 }, (_, index) => key('dept-0', index));
  return {
    departments,
    quickItems: [...first, ...departments.slice(1).map(({ id }, index) => key(id, 100 + index))],
  };
}

/** 30 baskets that wait. */
export function manyParked(): TillSnapshot['suspended'] {
  return Array.from({ length: 30 }, (_, index) => ({
    basketId: `parked-${index}`,
    label: index % 3 === 0 ? '' : `顾客 ${index}`,
    suspendedAtMs: Date.UTC(2026, 10, 22, 1, index),
    totalMinor: 1234 * (index + 1),
    itemCount: index + 1,
  }));
}

interface TillState {
  readonly name: string;
  readonly window: 'till';
  readonly snapshot: (locale: Locale) => TillSnapshot;
  readonly keys?: readonly string[];
}

/** Every list that may be longer than its place. */
export const LONG_LIST_STATES: readonly TillState[] = [
  {
    name: 'sign-on-one',
    window: 'till',
    snapshot: (l) =>
      fakeTill(l, {
        phase: 'signedOff',
        operator: null,
        operators: manyPeople(l).slice(0, 1),
      }),
  },
  {
    name: 'sign-on-many',
    window: 'till',
    snapshot: (l) => fakeTill(l, { phase: 'signedOff', operator: null, operators: manyPeople(l) }),
  },
  {
    name: 'sale-many-departments',
    window: 'till',
    snapshot: (l) => fakeTill(l, { ...manyDepartments(l), basket: fakeBasket(1) }),
  },
  {
    name: 'resume-many',
    window: 'till',
    snapshot: (l) => fakeTill(l, { suspended: manyParked() }),
    keys: ['F9'],
  },
  {
    name: 'terminal-checks-long',
    window: 'till',
    snapshot: (l) => fakeTill(l),
    keys: ['F10', 'k', 'F5'],
  },
];
