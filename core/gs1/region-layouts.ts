/**
 * One family of in-store codes. `pattern` describes the 13 digits of the EAN-13 (a UPC-A has a
 * zero before it): the prefix in digits, then `I` item, `V` verifier, `P` price, `W` weight,
 * `N` count, and `C` for the check digit.
 */
export interface EmbeddedRule {
  readonly pattern: string;
  /** What one unit of the value is worth: minor units, grams or pieces. */
  readonly times: number;
}

/** How the codes a shop prints itself carry a price, a weight or a count. */
export interface RegionLayout {
  readonly id: string;
  readonly rules: readonly EmbeddedRule[];
  /** What eight digits beginning with 0 or 1 are when the scanner does not name the symbology. */
  readonly eightDigits: 'ean8' | 'upcE';
  /** Decimals of the currency prices are in: places the AI 392n amount. */
  readonly currencyDecimals: 0 | 2 | 3;
}

function rules(prefixes: readonly string[], rest: string, times = 1): EmbeddedRule[] {
  return prefixes.map((prefix) => ({ pattern: prefix + rest, times }));
}

const EUROPE = { eightDigits: 'ean8', currencyDecimals: 2 } as const;

const FINLAND_AND_BALTICS = [
  ...rules(['23'], 'IIIIIIWWWWC', 1),
  ...rules(['24'], 'IIIIIIWWWWC', 10),
  ...rules(['25'], 'IIIIIIWWWWC', 100),
];

const SCANDINAVIA = [
  ...rules(['20'], 'IIIIIIPPPPC', 1),
  ...rules(['21'], 'IIIIIIPPPPC', 10),
  ...rules(['22'], 'IIIIIIPPPPC', 100),
  ...FINLAND_AND_BALTICS,
];

/**
 * The layouts built in. Each national GS1 organisation assigns its own; without a layout no
 * price is ever read out of a code. China leaves 20–24 to the retailer: this register's layout
 * there is a five-digit item, then the price in fen (21) or the weight in grams (22). In North
 * America the retailer chooses between four digits with verifier and five without. Denmark has
 * prices in øre (21 to 24) and grams (26 to 28), five digits each.
 */
export const REGION_LAYOUTS = {
  CN: {
    id: 'CN',
    eightDigits: 'ean8',
    currencyDecimals: 2,
    rules: [...rules(['21'], 'IIIIIPPPPPC'), ...rules(['22'], 'IIIIIWWWWWC')],
  },
  GB: { id: 'GB', ...EUROPE, rules: rules(['20', '28'], 'IIIIIVPPPPC') },
  DE: {
    id: 'DE',
    ...EUROPE,
    rules: [
      ...rules(['22', '23'], 'IIIIVPPPPPC'),
      ...rules(['25', '26'], 'IIIIVNNNNNC'),
      ...rules(['28', '29'], 'IIIIVWWWWWC'),
    ],
  },
  SE: { id: 'SE', ...EUROPE, rules: SCANDINAVIA },
  NO: { id: 'NO', ...EUROPE, rules: SCANDINAVIA },
  DK: {
    id: 'DK',
    ...EUROPE,
    rules: [
      ...rules(['21', '22', '23', '24'], 'IIIIIPPPPPC'),
      ...rules(['26', '27', '28'], 'IIIIIWWWWWC'),
    ],
  },
  FI: { id: 'FI', ...EUROPE, rules: FINLAND_AND_BALTICS },
  EE: { id: 'EE', ...EUROPE, rules: FINLAND_AND_BALTICS },
  LV: { id: 'LV', ...EUROPE, rules: FINLAND_AND_BALTICS },
  LT: { id: 'LT', ...EUROPE, rules: FINLAND_AND_BALTICS },
  US4: {
    id: 'US4',
    eightDigits: 'upcE',
    currencyDecimals: 2,
    rules: rules(['02'], 'IIIIIVPPPPC'),
  },
  US5: {
    id: 'US5',
    eightDigits: 'upcE',
    currencyDecimals: 2,
    rules: rules(['02'], 'IIIIIPPPPPC'),
  },
} as const satisfies Record<string, RegionLayout>;

export type RegionId = keyof typeof REGION_LAYOUTS;
