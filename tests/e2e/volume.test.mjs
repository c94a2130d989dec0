// A long anonymous journal moves into the account: all of it, exactly once.

import assert from "node:assert/strict";

import { countsOf, rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { eventually } from "../support/eventually.mjs";
import { PUSH } from "../support/faults.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const ENTRIES = 2_500;
const SESSIONS = 200;
const LOGS_PER_SESSION = 3;
const GOALS = 20;

const USER = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
const START = Date.UTC(2020, 0, 1, 17);
const DAY = 86_400_000;

const at = (day) => new Date(START + day * DAY).toISOString().replace(".000Z", "Z");
const name = (kind, number) => `${kind}-${String(number).padStart(5, "0")}`;

/** A journal of seven years in the format that README.md documents. */
function longJournal() {
  const values = { mirubato_user_data: JSON.stringify({ id: USER, isAnonymous: true, hasCloudStorage: false }) };
  let writes = 0;
  const put = (collection, day, record) => {
    writes += 1;
    const writeId = writes.toString(16).padStart(16, "0");
    values[`mirubato_${collection}:${record.id}`] = JSON.stringify({
      ...record, userId: USER, createdAt: at(day), writeId, isSynced: false,
    });
  };
  for (let number = 0; number < ENTRIES; number += 1) {
    put("logbook_entries", number, {
      id: name("entry", number),
      timestamp: at(number),
      duration: 1800 + number,
      instrument: "Piano",
      utcOffsetMinutes: 60,
      pieces: [{ id: "piece-1", title: "Clair de lune", measures: "1-20", tempo: 66 }],
      techniques: ["Legato"],
      mood: "SATISFIED",
      notes: `Entry ${number}: left hand alone, slowly, then hands together with the metronome.`,
      tags: ["exam"],
    });
  }
  for (let number = 0; number < SESSIONS; number += 1) {
    const id = name("session", number);
    put("practice_sessions", number, { id, instrument: "Piano", startedAt: at(number), completedAt: at(number), utcOffsetMinutes: 60 });
    for (let part = 0; part < LOGS_PER_SESSION; part += 1) {
      put("practice_logs", number, {
        id: name("log", number * LOGS_PER_SESSION + part), sessionId: id, activityType: "SCALES", durationSeconds: 600,
      });
    }
  }
  for (let number = 0; number < GOALS; number += 1) {
    put("goals", number, { id: name("goal", number), title: `Goal ${number}`, targetDate: "2027-01-01", progress: 40 });
  }
  return values;
}

/** How many entries are in view at least. */
const IN_VIEW = 5;

/** The numbers of the first entries that a logbook shows, in their order. */
async function shown(app) {
  const rows = await app.row(/Entry \d+:/).allInnerTexts();
  return rows.slice(0, IN_VIEW).map((row) => Number(/Entry (\d+):/.exec(row)[1]));
}

const newest = (count) => Array.from({ length: count }, (_, index) => ENTRIES - 1 - index);

scene("a logbook of which only the newest days are in the page follows what another tab deletes of them", async ({ profile }) => {
  const anna = await profile();
  await anna.seed(longJournal());
  const watching = await anna.open("/logbook");
  assert.deepEqual(await shown(watching), newest(IN_VIEW));
  const app = await anna.open("/logbook");
  await app.deleteEntry(`Entry ${ENTRIES - 3}:`);
  const left = newest(IN_VIEW + 1).filter((number) => number !== ENTRIES - 3);
  for (const tab of [app, watching]) await tab.until(async () => assert.deepEqual(await shown(tab), left));
});

scene("failure 5: 2,500 entries, 200 sessions with 600 logs and 20 goals arrive, each once, with progress shown", async ({ server, profile }) => {
  const email = "anna@example.org";
  const anna = await profile();
  await anna.seed(longJournal());
  // Another tab is told of each of the thousands of writes, and stays usable.
  const watching = await anna.open("/logbook");
  const app = await anna.open();

  // Whichever tab syncs: the third chunk waits until the progress has been seen, so that seeing it is no matter of luck.
  let pushes = 0;
  let goOn;
  const seen = new Promise((resolve) => (goOn = resolve));
  await anna.onRequest(PUSH, async (route) => {
    pushes += 1;
    if (pushes === 3) await seen;
    await route.continue();
  });
  await app.signIn(email);
  await app.until(async () => {
    const said = await Promise.all([app, watching].map((tab) => tab.backup.innerText()));
    assert.ok(said.includes("Backing up 1,000 of 3,320"), said.join(" / "));
  });
  goOn();
  await app.until(async () => assert.equal((await countsOf(server, email)).goals, GOALS));
  await app.backupReads(BACKUP.backedUp);

  assert.deepEqual(await countsOf(server, email), {
    practice_sessions: SESSIONS,
    practice_logs: SESSIONS * LOGS_PER_SESSION,
    logbook_entries: ENTRIES,
    goals: GOALS,
    pieces: 0,
  });
  await watching.lookAt();
  await watching.backupReads(BACKUP.backedUp);
  await watching.until(async () => assert.deepEqual(await shown(watching), newest(IN_VIEW)));

  const rows = await rowsOf(server, email, "logbook_entries");
  assert.deepEqual(rows.map((row) => [row.id, row.duration]), Array.from({ length: ENTRIES }, (_, n) => [name("entry", n), 1800 + n]));
  assert.ok((await anna.records()).every((record) => record.isSynced));
  const { data } = await anna.graphql("{ myLogbookEntries(first: 1) { totalCount edges { node { notes } } } }");
  assert.equal(data.myLogbookEntries.totalCount, ENTRIES);
  assert.match(data.myLogbookEntries.edges[0].node.notes, /^Entry 2499:/);

  // Another device gets all of it, through its pages of changes.
  const phone = await profile();
  const other = await phone.open();
  await other.signInAndSync(email);
  await eventually(async () => assert.equal((await phone.records()).length, rows.length + SESSIONS * (1 + LOGS_PER_SESSION) + GOALS));
});
