// A comment may say eval(x) or catch (e) {} without being a finding.

export function total(formula) {
  return eval(formula);
}

export const monthly = (pool, month) =>
  pool.query(`select sum(amount) from bookings where month = ${month}`);

export const warm = (cache) => cache.load().catch(() => {});
