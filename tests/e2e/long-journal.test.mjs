// A journal of 15,000 entries: a new device is usable at once, holds the newest part, and shows the rest when somebody looks.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { assertAccessible } from "../support/axe.mjs";
import { eventually } from "../support/eventually.mjs";
import { MODEL_VERSION } from "../support/musician.mjs";
import { ME, SYNC_ANONYMOUS_DATA } from "../support/operations.mjs";
import { entry, many } from "../support/records.mjs";
import { stage } from "../support/stage.mjs";
import { imports, previews, tells } from "../support/transfer.mjs";

const scene = stage();

/** How many characters a signed-in user's journal may make localStorage hold, of about five million. */
const SHARE = 4_000_000;

const HOUR = 3_600_000;
const START = Date.UTC(2012, 0, 1, 8);
/** An entry every four hours. */
const at = (number) => new Date(START + number * 4 * HOUR).toISOString().replace(".000Z", "Z");

const idOf = (number) => `entry-${String(number).padStart(5, "0")}`;

/** What an entry says. */
const told = (number) => ({
  timestamp: at(number),
  duration: 1_800,
  instrument: "Piano",
  pieces: [{ id: "piece-1", title: "Clair de lune", measures: "1-20", tempo: 66 }],
  techniques: ["Legato"],
  mood: "SATISFIED",
  notes: `Entry ${number}: left hand alone, slowly, then hands together with the metronome.`,
  utcOffsetMinutes: 60,
});

/** Puts the entries 0 to `count` into the account of whoever is signed in, a thousand at a time. */
async function putIntoAccount(profile, count) {
  const { data } = await profile.graphql(ME);
  for (let begin = 0; begin < count; begin += 1_000) {
    const entries = many(Math.min(1_000, count - begin), (index) => {
      const number = begin + index;
      return entry(idOf(number), number + 1, told(number));
    });
    const input = { expectedUserId: data.me.id, modelVersion: MODEL_VERSION, entries };
    const answer = await profile.graphql(SYNC_ANONYMOUS_DATA, { input });
    assert.equal(answer.data?.syncAnonymousData.success, true, JSON.stringify(answer.errors));
  }
}

/** Somebody's first device, closed again, and the journal that they have kept for years. */
async function longAccount(profile, email, count) {
  const desk = await profile();
  const app = await desk.open();
  await app.signInAndSync(email);
  await app.page.close();
  await putIntoAccount(desk, count);
}

async function charsOf(profile) {
  const storage = Object.entries(await profile.storage());
  return storage.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
}

/** What another user of the browser might have left there, so that a share is soon used up. */
const littleRoom = { "mirubato_quarantine:mirubato_goals:left": "x".repeat(3_900_000) };

/** Presses the button, unless it is busy or on its way out. */
function showEarlier(app) {
  return app.button("Show earlier").click({ timeout: 1_000 });
}

/** Looks for what an entry says, and asks for earlier ones again and again until it is there. */
async function lookBackTo(app, notes) {
  await app.page.getByRole("searchbox", { name: "Search" }).fill(notes);
  await eventually(async () => {
    await app.page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    if ((await app.row(notes).count()) > 0) return;
    await showEarlier(app);
    assert.fail("not yet");
  });
}

scene("a new phone shows the newest of 15,000 entries at once, and keeps to its share of the storage", async ({ server, profile }) => {
  const email = "long@example.org";
  await longAccount(profile, email, 15_000);

  const phone = await profile({ viewport: { width: 390, height: 844 } });
  const app = await phone.open();
  // Older pages wait until the newest entries have been seen and worked with.
  let goOn;
  const worked = new Promise((resolve) => (goOn = resolve));
  let pages = 0;
  const paging = await phone.onRequest(/^History$/, async (route) => {
    pages += 1;
    if (pages > 1) await worked;
    await route.continue();
  });
  await app.signIn(email);
  await app.go("Logbook");
  await app.row("Entry 14999:").waitFor();
  await app.writeEntry({ notes: "Written while the rest is on its way." });
  await app.row("Written while").waitFor();
  goOn();
  await app.syncEnds();
  await app.backupReads(BACKUP.backedUp);
  paging.end();
  assert.ok(pages > 10, `${pages} pages`);
  assert.equal((await rowsOf(server, email, "logbook_entries")).length, 15_001);

  const held = (await phone.records()).filter((record) => record.id.startsWith("entry-"));
  const chars = await charsOf(phone);
  assert.ok(chars <= SHARE && chars > SHARE * 0.9, `${chars} characters`);
  assert.ok(held.every((record) => record.isSynced));
  // The newest ones, without a hole.
  assert.equal(held.at(-1).id, "entry-14999");
  assert.equal(held[0].id, idOf(15_000 - held.length));

  await app.go("Account");
  const meter = app.page.getByRole("meter", { name: /^Mirubato uses about (7\d|8\d)% of what this browser can store\.$/ });
  await meter.waitFor();
  await app.page.getByText(/^Your journal since \d+ \w+ 20\d\d is on this device/).waitFor();
  await assertAccessible(app.page, "the storage meter");

  // Loading the page again fetches nothing of what is here.
  const again = await phone.onRequest(/^History$/, (route) => route.continue());
  await app.reload();
  await app.backUpNow();
  assert.equal(again.count, 0);
});

scene("the check of a device that holds a part says how far it reaches, and no further than the device does", async ({ profile }) => {
  const email = "part@example.org";
  await longAccount(profile, email, 1_300);

  const phone = await profile();
  await phone.seed(littleRoom);
  const app = await phone.open();
  await app.signInAndSync(email);
  const held = (await phone.records()).length;
  assert.ok(held > 100 && held < 500, `${held} entries`);
  await app.go("Account");
  const part = await app.page.getByText(/^Your journal since .+ is on this device/).textContent();
  const [, day] = part.match(/since (\d+ \w+ 2012) is/);
  await app.button("Check my backup").click();
  const answer = `All ${held} entries are in your account. This covers everything from ${day} on. What is older is in your account only.`;
  await app.page.getByRole("main").getByRole("status").getByText(answer, { exact: true }).waitFor();
});

scene("a report says of no day that is in the account only that there was no practice", async ({ profile }) => {
  const email = "calendar@example.org";
  await longAccount(profile, email, 1_300);

  const phone = await profile();
  await phone.seed(littleRoom);
  const app = await phone.open();
  await app.signInAndSync(email);
  await app.visit("/reports?from=2012-05-01&to=2012-07-31");
  const calendar = app.page.getByRole("region", { name: "A year of practice", exact: true });
  await calendar.locator("figcaption").getByText(/: \d+ days with practice\. What is older is in your account\.$/).waitFor();
  const drawn = await calendar.getByRole("img").locator("rect title").allTextContents();
  const elsewhere = drawn.filter((day) => day.endsWith(": in your account"));
  assert.ok(elsewhere.length > 300 && elsewhere.length < drawn.length - 5, `${elsewhere.length} of ${drawn.length}`);
  assert.deepEqual(drawn.slice(0, elsewhere.length), elsewhere);
  // It was played on every day.
  assert.deepEqual(drawn.filter((day) => day.endsWith("no practice")), []);
  await app.page.getByText(/^Longest: at least \d+ days$/).waitFor();
  await assertAccessible(app.page, "a report that begins later than it was asked to");

  await app.visit("/reports?from=2012-01-01&to=2012-03-31");
  await calendar.locator("figcaption").getByText("This period is in your account only.").waitFor();
});

scene("older entries come from the account when somebody looks, and can be edited", async ({ server, profile }) => {
  const email = "back@example.org";
  await longAccount(profile, email, 1_300);

  const phone = await profile();
  await phone.seed(littleRoom);
  const app = await phone.open("/logbook");
  await app.signInAndSync(email);
  await app.go("Logbook");
  const held = (await phone.records()).length;
  assert.ok(held > 100 && held < 500, `${held} entries`);

  // Without a network there is an end to it.
  await phone.setOffline(true);
  const offer = app.page.getByText(/^Shown since \d+ \w+ 2012\. Earlier entries are in your account\.$/);
  await offer.scrollIntoViewIfNeeded();
  await assertAccessible(app.page, "the end of what is here");

  // It says so, and does it later.
  await app.button("Show earlier").click();
  await app.page.getByText("There is no network. Earlier entries come as soon as there is one.").waitFor();
  await assertAccessible(app.page, "earlier entries without a network");
  await phone.setOffline(false);
  await lookBackTo(app, "Entry 700:");
  assert.ok((await charsOf(phone)) <= SHARE, "what does not fit is not stored");
  assert.equal((await phone.records()).length, held);

  await app.openEntry("Entry 700:");
  await app.fillEntry({ notes: "Entry 700: heard again after years." });
  await app.save();
  await app.syncEnds();
  await eventually(async () => {
    const rows = await rowsOf(server, email, "logbook_entries");
    assert.equal(rows.length, 1_300);
    assert.equal(rows[700].notes, "Entry 700: heard again after years.");
  });

  await lookBackTo(app, "Entry 0:");
  await app.page.getByText("This is the beginning of your journal.").waitFor();
  assert.equal(await app.button("Show earlier").count(), 0);
  assert.ok((await charsOf(phone)) <= SHARE);

  // The next time it begins with what is here.
  await app.visit("/logbook");
  await app.row("Entry 1299:").waitFor();
  await offer.waitFor();
});

scene("a file with what is older than the part here waits until the rest is fetched, and then doubles nothing", async ({ server, profile }) => {
  const email = "file@example.org";
  await longAccount(profile, email, 1_300);

  const phone = await profile();
  await phone.seed(littleRoom);
  const app = await phone.open();
  await app.signInAndSync(email);
  await app.go("Account");
  // One entry that only the account has, one that nobody has and that is as old, and one of the days that are here.
  const createdAt = "2012-09-01T08:00:00Z";
  const file = JSON.stringify({
    mirubato: MODEL_VERSION,
    exportedAt: createdAt,
    entries: [
      { id: idOf(10), ...told(10), createdAt, updatedAt: createdAt },
      { id: "from-a-drawer", timestamp: "2012-01-02T09:30:00Z", duration: 1_200, notes: "Found in a drawer.", createdAt },
      { id: "of-august", timestamp: "2012-08-06T10:00:00Z", duration: 600, notes: "Of August.", createdAt },
    ],
  });
  const sheet = await previews(app, "years.json", file, { New: "1 entry", "In your journal already": "0", "Cannot be read": "0" });
  await sheet.getByText("Some of these records are older than the part of your journal on this device.").waitFor();
  await sheet.getByText(/^This device has your journal since \d+ \w+ 2012\./).waitFor();
  const button = sheet.getByRole("button", { name: /^Import / });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await assertAccessible(app.page, "a file with what is older than the part here");

  // Without a network it says so; the button stays, and does it later.
  await phone.setOffline(true);
  const fetch = sheet.getByRole("button", { name: "Fetch the rest", exact: true });
  await fetch.click();
  await sheet.getByText("There is no network. Earlier entries come as soon as there is one.").waitFor();
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await phone.setOffline(false);
  await eventually(async () => {
    if ((await fetch.count()) > 0) await fetch.click({ timeout: 1_000 });
    assert.equal(await fetch.count(), 0, "the rest is on its way");
  });

  // Now it is known what is new.
  await tells(sheet, { New: "2 entries", "Different in your journal": "0", "In your journal already": "1" });
  assert.equal(await sheet.getByText("Some of these records are older").count(), 0);
  await imports(app, 2);
  await eventually(async () => {
    const ids = (await rowsOf(server, email, "logbook_entries")).map((row) => row.id);
    assert.equal(ids.length, 1_302);
    assert.ok(["from-a-drawer", "of-august"].every((id) => ids.includes(id)));
  });
  await app.syncEnds();
  await app.backupReads(BACKUP.backedUp);
  assert.ok((await charsOf(phone)) <= SHARE);
  await previews(app, "years.json", file, { New: "Nothing", "In your journal already": "3" });
  await app.button("Cancel").click();
  await app.go("Logbook");
  await app.page.getByRole("searchbox", { name: "Search" }).fill("Found in a drawer.");
  await app.row("Found in a drawer.").waitFor();
});
