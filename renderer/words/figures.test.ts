import { describe, expect, it } from 'vitest';
import { denomination, figure, kilograms, money, percent, quantity } from './figures.ts';

const cny = { code: 'CNY', decimals: 2 };

describe('figures', () => {
  it('groups, keeps the places and writes a real minus', () => {
    expect(figure(123456789, cny)).toBe('1,234,567.89');
    expect(figure(-5, cny)).toBe('−0.05');
    expect(figure(1234, { code: 'JPY', decimals: 0 })).toBe('1,234');
    expect(figure(1234, { code: 'KWD', decimals: 3 })).toBe('1.234');
  });

  it('puts the currency in front and the minus before it', () => {
    expect(money(-420, cny)).toBe('−¥4.20');
    expect(money(100, { code: 'CHF', decimals: 2 })).toBe('CHF 1.00');
  });

  it.each([
    ['GBP', '£1,234.50'],
    ['SEK', '1,234.50 kr'],
    ['NOK', '1,234.50 kr'],
    ['DKK', '1,234.50 kr'],
    ['USD', '$1,234.50'],
    ['CAD', '$1,234.50'],
    ['PLN', '1,234.50 zł'],
    ['CZK', '1,234.50 Kč'],
    ['HKD', 'HK$1,234.50'],
    ['TWD', 'NT$1,234.50'],
    ['HUF', '1,234.50 Ft'],
  ])('writes %s as people there do: %s', (code, text) => {
    expect(money(123450, { code, decimals: 2 })).toBe(text);
    expect(money(-123450, { code, decimals: 2 })).toBe(`−${text}`);
  });

  it('leaves out the decimals that a country never writes', () => {
    expect(money(34900, { code: 'HUF', decimals: 2 })).toBe('349 Ft');
    expect(money(9900, { code: 'TWD', decimals: 2 })).toBe('NT$99');
    expect(money(9900, { code: 'SEK', decimals: 2 })).toBe('99.00 kr');
  });

  it('names notes and coins shortly', () => {
    expect(denomination(10000, cny)).toBe('¥100');
    expect(denomination(50, cny)).toBe('¥0.50');
    expect(denomination(5000, { code: 'SEK', decimals: 2 })).toBe('50 kr');
  });

  it('writes weights, quantities and rates', () => {
    expect(kilograms(1254)).toBe('1.254');
    expect(kilograms(5)).toBe('0.005');
    expect(quantity(2000)).toBe('2');
    expect(quantity(100_000)).toBe('100');
    expect(quantity(1500)).toBe('1.5');
    expect(percent(1300)).toBe('13');
    expect(percent(550)).toBe('5.5');
    expect(percent(0)).toBe('0');
  });
});
