const password = process.env.PASSWORD;

export async function connect(open) {
  try {
    return await open({ password });
  } catch (error) {
    throw new Error('no connection', { cause: error });
  }
}

export const find = (pool, id) => pool.query('SELECT name FROM accounts WHERE id = $1', [id]);
