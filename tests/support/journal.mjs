// A journal that somebody has in their browser before they open the app, in the format that README.md documents.

import { writeId } from "./records.mjs";

const USER = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";

/** What `profile.seed` takes for an anonymous user's journal of these entries and pieces. */
export function journal(entries, pieces = []) {
  const values = { mirubato_user_data: JSON.stringify({ id: USER, isAnonymous: true, hasCloudStorage: false }) };
  let writes = 0;
  const put = (collection, record) => {
    writes += 1;
    values[`mirubato_${collection}:${record.id}`] = JSON.stringify({
      createdAt: "2026-03-14T08:00:00Z", ...record, userId: USER, writeId: writeId(writes), isSynced: false,
    });
  };
  for (const entry of entries) put("logbook_entries", entry);
  for (const piece of pieces) put("pieces", piece);
  return values;
}
