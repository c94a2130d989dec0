// A browser profile: its own cookies and localStorage, one or more tabs with the app, a network that can fail.

import assert from "node:assert/strict";

import { App } from "./app.mjs";
import { eventually } from "./eventually.mjs";
import { operationOf } from "./requests.mjs";

/** What Chromium's console says of each request that a test lets fail. */
const FAILED_REQUEST = /^Failed to load resource: /;

/** The collections, as they begin the keys in localStorage and as the tables in D1 are called. */
export const COLLECTIONS = ["practice_sessions", "practice_logs", "logbook_entries", "goals", "pieces"];

/** A browser profile; tests get one from the `profile` of their scene. */
export class Profile {
  #server;
  #expected = [];
  #errors = [];
  #answers = [];

  /**
   * @param {import("playwright-core").Browser} browser
   * @param {import("./server.mjs").Server} server
   * @param {object} [options] Playwright's options of a context, and
   * @param {string | number | Date} [options.clock] what the pages' clock reads. It stands still, and timers wait, until
   *   `app.passes(milliseconds)` moves it on. Without it, pages have the real time.
   */
  static async create(browser, server, { clock, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
    const profile = new Profile(context, server);
    if (clock !== undefined) {
      await context.addInitScript(goOnDrawing);
      await context.clock.install({ time: clock });
      await context.clock.pauseAt(clock);
    }
    return profile;
  }

  constructor(context, server) {
    /** @type {import("playwright-core").BrowserContext} */
    this.context = context;
    this.#server = server;
    /** What the pages said. */
    this.console = [];
    context.on("console", (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (message.type() === "error") this.#errors.push(message.text());
    });
    context.on("weberror", (error) => {
      this.console.push(`uncaught: ${error.error()}`);
      this.#errors.push(String(error.error()));
    });
  }

  /** Opens the app in a new tab. */
  async open(path = "/") {
    const app = new App(await this.context.newPage(), this, this.#server);
    await app.visit(path);
    return app;
  }

  /** Says that errors like this on the console are part of the test. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** Says that requests fail in this test, which Chromium writes to the console. */
  expectFailedRequests() {
    this.expect(FAILED_REQUEST);
  }

  /** The errors that the pages had and that were not expected. */
  unexpectedErrors() {
    return this.#errors.filter((error) => !this.#expected.some((pattern) => pattern.test(error)));
  }

  /** Fails if a page had an error that was not expected. */
  assertNoErrors() {
    assert.deepEqual(this.unexpectedErrors(), [], "errors on the page");
  }

  /** Cuts the network of every tab, or gives it back. */
  async setOffline(offline) {
    this.expectFailedRequests();
    await this.context.setOffline(offline);
  }

  /**
   * Lets `handle` answer requests of the app, whichever tab sends them: the first `times` whose operation matches.
   *
   * @param {RegExp} operation as the queries call them, for example /^SyncAnonymousData$/
   * @param {(route: import("playwright-core").Route) => unknown} handle
   * @param {number} [times]
   * @returns {Promise<{count: number, end: () => void}>} how many it has handled, and how it ends
   */
  async onRequest(operation, handle, times = Infinity) {
    this.expectFailedRequests();
    const answer = { operation, handle, left: times, count: 0, end: () => (answer.left = 0) };
    this.#answers.push(answer);
    if (this.#answers.length === 1) await this.context.route("**/graphql", (route) => this.#answer(route));
    return answer;
  }

  #answer(route) {
    const asked = operationOf(route.request());
    const answer = this.#answers.find(({ operation, left }) => left > 0 && operation.test(asked));
    if (!answer) return route.continue();
    answer.left -= 1;
    answer.count += 1;
    return answer.handle(route);
  }

  /** One GraphQL request as whoever is signed in here. */
  async graphql(query, variables = {}) {
    const response = await this.context.request.post(`${this.#server.url}/graphql`, { data: { query, variables } });
    return response.json();
  }

  /** Puts texts into localStorage by key, before any tab has opened the app. */
  async seed(values) {
    const page = await this.#pageWithoutTheApp();
    await page.evaluate((entries) => {
      for (const [key, value] of entries) localStorage.setItem(key, value);
    }, Object.entries(values));
    // What one page writes, another one may see a moment later only, and not at all if the first is closed before.
    await eventually(async () => {
      const other = await this.#pageWithoutTheApp();
      const isThere = await other.evaluate((keys) => keys.every((key) => localStorage.getItem(key) !== null), Object.keys(values));
      await other.close();
      assert.ok(isThere, "what was put into localStorage is not there");
    });
    await page.close();
  }

  async #pageWithoutTheApp() {
    const page = await this.context.newPage();
    const address = `${this.#server.url}/a-page-without-the-app`;
    await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await page.goto(address);
    return page;
  }

  /** localStorage by key, as text. A tab must be open. */
  async storage() {
    return this.context.pages()[0].evaluate(() => ({ ...localStorage }));
  }

  /** The records of a collection in localStorage, as parsed JSON with their keys, sorted by key. */
  async stored(collection) {
    const storage = await this.storage();
    return Object.keys(storage)
      .filter((key) => key.startsWith(`mirubato_${collection}:`))
      .sort()
      .map((key) => ({ key, ...JSON.parse(storage[key]) }));
  }

  /** The records of every collection in localStorage. */
  async records() {
    const storage = await this.storage();
    const keys = Object.keys(storage).filter((key) => COLLECTIONS.some((name) => key.startsWith(`mirubato_${name}:`)));
    return keys.sort().map((key) => ({ key, ...JSON.parse(storage[key]) }));
  }

  /** The user in localStorage. */
  async user() {
    return JSON.parse((await this.storage()).mirubato_user_data);
  }

  /** Closes every tab; what the profile stored is gone. */
  async close() {
    await this.context.close();
  }
}

/** In the page, before its clock stands still: what is drawn goes on, and with it sheets open and get the focus. */
function goOnDrawing() {
  const draw = window.requestAnimationFrame.bind(window);
  Object.defineProperty(window, "requestAnimationFrame", { get: () => draw, set: () => {} });
}
