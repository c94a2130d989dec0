// The app without a network: it starts, it works, and what was written reaches the account afterwards. New versions of it
// are offered, and never mixed.

import assert from "node:assert/strict";

import { rowsOf } from "../support/account.mjs";
import { BACKUP } from "../support/app.mjs";
import { eventually } from "../support/eventually.mjs";
import { startSite } from "../support/site.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

const NEWS = "A new version of Mirubato is ready";

/** Waits until the app is kept in this browser. */
function isKept(app) {
  return eventually(async () => assert.ok(await app.page.evaluate(() => navigator.serviceWorker.controller !== null)));
}

/** What the browser keeps: the cache and the address of each file. */
function kept(app) {
  return app.page.evaluate(async () => {
    const names = await caches.keys();
    const files = names.map(async (name) => {
      const requests = await (await caches.open(name)).keys();
      return requests.map(({ url }) => ({ name, path: new URL(url).pathname }));
    });
    return (await Promise.all(files)).flat();
  });
}

scene("the app is loaded once, and starts without a network; what is written then reaches the account", async ({ server, profile }) => {
  const anna = await profile();
  const app = await anna.open();
  await app.signInAndSync("offline@example.org");
  await isKept(app);

  await anna.setOffline(true);
  await app.reload();
  await app.go("Logbook");
  await app.writeEntry({ notes: "Without a network.", duration: "30" });
  await app.backupReads("Offline, 1 change waiting");
  // An address that was never opened before starts the app too.
  await app.visit("/account/deleted");
  await app.visit("/logbook");
  await app.row("Without a network.").waitFor();

  await anna.setOffline(false);
  await app.backupReads(BACKUP.backedUp);
  const rows = await rowsOf(server, "offline@example.org", "logbook_entries");
  assert.deepEqual(rows.map((row) => [row.notes, row.duration]), [["Without a network.", 1800]]);
});

scene("since when the account has everything is known after a reload, also without a network, and in every tab", async ({ profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await app.writeEntry({ notes: "Written at home." });
  await app.signInAndSync("since@example.org");
  await isKept(app);
  const since = (tab) => tab.page.getByText(/^Your account held everything today at /);
  await app.go("Account");
  await since(app).waitFor();

  await anna.setOffline(true);
  const told = await since(app).textContent();
  await app.reload();
  await since(app).waitFor();
  assert.equal(await since(app).textContent(), told);
  const other = await anna.open("/account");
  assert.equal(await since(other).textContent(), told);
  await anna.setOffline(false);

  // Nothing of it is left behind.
  await app.backUpNow();
  await app.signOut();
  assert.deepEqual(Object.keys(await anna.storage()).filter((key) => key.startsWith("mirubato_synced_at")), []);
});

scene("the whole app is kept, and nothing that the API says", async ({ server, profile }) => {
  const anna = await profile();
  const app = await anna.open("/logbook");
  await isKept(app);
  await app.writeEntry({ notes: "Before." });
  await app.signInAndSync("kept@example.org");
  await app.reload();
  await app.backupReads(BACKUP.backedUp);
  const files = await kept(app);
  assert.equal(new Set(files.map((file) => file.name)).size, 1);
  const paths = files.map((file) => file.path);
  assert.ok(!paths.some((path) => path.startsWith("/graphql")), paths.join(", "));
  const loaded = await app.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const own = loaded.map((name) => new URL(name)).filter((url) => url.origin === server.url && url.pathname !== "/graphql");
  for (const { pathname } of own) assert.ok(paths.includes(pathname), `${pathname} is not kept`);
  assert.ok(paths.includes("/"));
});

scene("the server says how long each file stays what it is", async ({ server }) => {
  const page = await (await server.fetch("/")).text();
  const [script] = /\/assets\/app-[^"]+\.js/.exec(page);
  const control = async (path) => (await server.fetch(path)).headers.get("cache-control");
  assert.match(await control(script), /immutable/);
  assert.equal(await control("/service-worker.js"), "no-cache");
  assert.match(await control("/"), /max-age=0|no-cache/);
  // What is not there is answered with the page, which no browser may keep under the name of a script.
  assert.match(await control("/assets/app-of-last-year.js"), /max-age=0|no-cache/);
});

scene("the app can be installed", async ({ server }) => {
  const answer = await server.fetch("/manifest.webmanifest");
  assert.match(answer.headers.get("content-type"), /^application\/manifest\+json/);
  const manifest = await answer.json();
  assert.deepEqual([manifest.name, manifest.display, manifest.start_url], ["Mirubato", "standalone", "/"]);
  for (const { src, type } of manifest.icons) {
    const icon = await server.fetch(src);
    assert.deepEqual([icon.status, icon.headers.get("content-type")], [200, type], src);
  }
  assert.ok(manifest.icons.some(({ purpose }) => purpose === "maskable"));
});

/** The version of the app that a tab shows. All of its files are that version's. */
async function versionOf(app, site) {
  const { version, loaded } = await app.page.evaluate(() => ({
    version: getComputedStyle(document.documentElement).getPropertyValue("--version").trim(),
    loaded: performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
  }));
  const assets = loaded.filter((path) => path.startsWith("/assets/"));
  assert.ok(assets.length >= 3, "the page has loaded its script, its styles and its program");
  return { version, isWhole: assets.every((path) => site.includes(path)) };
}

scene("a new version waits in a tab in which something is being written, until that is done", async ({ profile }) => {
  const site = await startSite();
  try {
    site.publish("first");
    const first = site.assets;
    const anna = await profile({ at: site });
    const one = await anna.open("/logbook");
    await isKept(one);
    const two = await anna.open("/goals");
    await two.lookAt();
    await two.button("New goal").click();
    await two.dialog("New goal").getByLabel("Title").fill("Half typ");
    await two.page.evaluate(() => {
      window.taken = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true)));
    });

    site.publish("second");
    const second = site.assets;
    await one.lookAt();
    await one.reload();
    await one.button("Load it").click();
    await eventually(async () => assert.deepEqual(await versionOf(one, second), { version: "second", isWhole: true }));
    await two.page.evaluate(() => window.taken);

    await two.lookAt();
    await two.dialog("New goal").getByLabel("Title").fill("Half typed, then finished");
    assert.deepEqual(await versionOf(two, first), { version: "first", isWhole: true });
    await two.save();
    await eventually(async () => assert.deepEqual(await versionOf(two, second), { version: "second", isWhole: true }));
    await two.goal("Half typed, then finished").waitFor();
  } finally {
    await site.stop();
  }
});

scene("a new version is offered, taken in every tab at once, and never mixed with the one before", async ({ profile }) => {
  const site = await startSite();
  try {
    site.publish("first");
    const first = site.assets;
    const anna = await profile({ at: site });
    const one = await anna.open();
    await isKept(one);
    const two = await anna.open("/logbook");
    await one.lookAt();
    await one.button("Start practising").click();

    site.publish("second");
    const second = site.assets;
    await one.reload();
    for (const app of [one, two]) {
      await app.notice(NEWS).waitFor();
      assert.deepEqual(await versionOf(app, first), { version: "first", isWhole: true });
    }
    // It waits for as long as nobody wants it.
    await one.reload();
    assert.deepEqual(await versionOf(one, first), { version: "first", isWhole: true });
    await one.notice(NEWS).waitFor();
    await one.button("Later").click();
    await one.notice(NEWS).waitFor({ state: "detached" });

    await two.lookAt();
    await two.button("Load it").click();
    for (const app of [one, two]) {
      await eventually(async () => assert.deepEqual(await versionOf(app, second), { version: "second", isWhole: true }));
      await app.isThere();
    }
    await one.button("Pause").waitFor();

    // One that is not whole is not taken, and the one before stays.
    anna.expect(/integrity|digest/);
    site.publish("third", { broken: true });
    const isOffered = await one.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration.update();
      const worker = registration.installing;
      if (worker) await new Promise((resolve) => worker.addEventListener("statechange", resolve));
      return registration.waiting !== null;
    });
    assert.equal(isOffered, false);
    // Nothing is left of it, so the next one does not take it for the version before.
    const names = async () => [...new Set((await kept(one)).map(({ name }) => name))].sort();
    assert.deepEqual(await names(), ["mirubato-first", "mirubato-second"]);
    await one.reload();
    assert.deepEqual(await versionOf(one, second), { version: "second", isWhole: true });
    site.publish("fourth");
    await one.lookAt();
    await one.reload();
    await one.button("Load it").click();
    await eventually(async () => assert.deepEqual(await versionOf(one, site.assets), { version: "fourth", isWhole: true }));
    await one.isThere();
    await eventually(async () => assert.deepEqual(await names(), ["mirubato-fourth", "mirubato-second"]));
  } finally {
    await site.stop();
  }
});
