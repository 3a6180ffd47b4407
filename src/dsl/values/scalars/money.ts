import type { MoneyValue } from '../value.ts';
import { currencyDigits } from './currencies.ts';
import { formatNano, parseNano } from './decimal.ts';

/** A frozen amount of billionths of a currency's major unit. */
export const money = (nano: bigint, currency: string): MoneyValue =>
  Object.freeze({ kind: 'money', nano, currency });

/**
 * The amount a text such as `50 EUR` or `50.00 EUR` spells. Undefined for a currency that ISO 4217
 * does not have, for more than nine fractional digits, and for any other spelling.
 */
export function parseMoney(text: string): MoneyValue | undefined {
  const space = text.indexOf(' ');
  const currency = text.slice(space + 1);
  if (space < 1 || currencyDigits(currency) === undefined) return undefined;
  const nano = parseNano(text.slice(0, space));
  return nano === undefined ? undefined : money(nano, currency);
}

/** The canonical text of an amount, with the currency's minor digits at least: `50.00 EUR`. */
export const formatMoney = (of: MoneyValue): string =>
  `${formatNano(of.nano, currencyDigits(of.currency) ?? 0)} ${of.currency}`;
