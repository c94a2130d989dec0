// What D1 holds for an account, asked by SQL.

import { COLLECTIONS } from "./profile.mjs";

/** The rows of a table that belong to the account of an address and are not deleted, by id. */
export function rowsOf(server, email, table) {
  return server.db(
    `SELECT t.* FROM ${table} AS t JOIN users AS u ON u.id = t.user_id
    WHERE u.email = ? AND t.deleted_at IS NULL ORDER BY t.id`,
    email,
  );
}

/** How many rows of each table belong to the account of an address and are not deleted. */
export async function countsOf(server, email) {
  const counts = COLLECTIONS.map(async (table) => [table, (await rowsOf(server, email, table)).length]);
  return Object.fromEntries(await Promise.all(counts));
}
