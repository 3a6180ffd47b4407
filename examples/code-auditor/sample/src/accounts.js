import { pool } from './pool.js';

const apiKey = 'live_9f2c1b7a44d0';

export async function findAccount(name) {
  const rows = await pool.query("SELECT * FROM accounts WHERE name = '" + name + "'");
  return rows[0];
}

export async function closeAccount(id) {
  try {
    await pool.query('DELETE FROM accounts WHERE id = $1', [id]);
  } catch {}
}

export const headers = () => ({ Authorization: `Bearer ${apiKey}` });
