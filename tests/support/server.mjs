// The built program on the real local runtime: workerd, D1 with the migrations applied, and the email binding.
//
//   import { after, before, test } from "node:test";
//   import { startServer } from "../support/server.mjs";
//
//   let server;
//   before(async () => { server = await startServer(); });
//   after(() => server.stop());
//
// Every server has a port and an empty database of its own, so test files run beside each other. Starting takes a second
// or two: start one for each file, or for each test that needs an empty database. What is served is what
// `cargo xtask test api` (or `e2e`) has just built in target/.

import { fileURLToPath } from "node:url";

import { createTestHarness } from "wrangler";

import { assertNothingPrivate, codesIn } from "./private.mjs";
import { Visitor } from "./visitor.mjs";

// Otherwise each mail is announced in the tests' output.
process.env.WRANGLER_LOG ??= "error";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What every server of the tests is set up with, unless a test says otherwise. */
const SECRETS = { SECRET: "the secret of the servers of the tests" };

/** More sign-ins than any test file makes: all of them come from one network. */
const VARS = { SIGN_IN_LIMITS: "address=1000 network=1000 total=10000 day=10000" };

/** Where the local runtime lists what the email binding was given. */
const SENT_MAILS = "/cdn-cgi/local/explorer/api/local/email/sending";

/**
 * Starts a server.
 *
 * @param {object} [options]
 * @param {Record<string, string>} [options.vars] variables of the Worker that differ from wrangler.toml. ORIGIN is the
 *   server's own address unless it is given here; then the server starts in half the time.
 * @param {Record<string, string>} [options.secrets] secrets of the Worker, beside the one that signing in needs.
 * @param {string} [options.config] another Worker's wrangler.toml, from the root of the repository.
 * @returns {Promise<Server>}
 */
export async function startServer({ vars: own = {}, secrets = {}, config = "wrangler.toml" } = {}) {
  const vars = { ...VARS, ...own };
  const worker = { configPath: config, secrets: { ...SECRETS, ...secrets } };
  const harness = createTestHarness({ root, workers: [{ ...worker, vars }] });
  try {
    const { port } = (await harness.listen()).url;
    // A name as people use it; browsers take it for a secure context, so Secure cookies work.
    const url = `http://localhost:${port}`;
    const origin = vars.ORIGIN ?? url;
    if (vars.ORIGIN === undefined) {
      // The port is known only now, and magic links need it. This takes as long again as the start.
      await harness.update({ root, workers: [{ ...worker, vars: { ...vars, ORIGIN: origin } }] });
    }
    await harness.getWorker().applyD1Migrations("DB");
    const { DB } = await harness.getWorker().getEnv();
    return new Server(harness, url, origin, DB);
  } catch (error) {
    // A runtime that is left behind would keep the test process from ending.
    await harness.close();
    throw error;
  }
}

/** A running server. */
class Server {
  #harness;
  #origin;
  #database;

  constructor(harness, url, origin, database) {
    this.#harness = harness;
    this.#origin = origin;
    this.#database = database;
    /** The address that a browser opens, without a slash at the end. */
    this.url = url;
  }

  /**
   * One request without cookies; for requests that belong together use `visitor()`.
   *
   * @param {string} path
   * @param {RequestInit} [init]
   */
  fetch(path, init) {
    return fetch(new URL(path, this.url), init);
  }

  /** Someone with cookies of their own, as one browser profile has them. */
  visitor() {
    return new Visitor(this.url, this.#origin);
  }

  /**
   * Runs one SQL statement on the server's database and returns its rows.
   *
   * @param {string} sql
   * @param {...(string | number | null)} parameters bound to `?`
   * @returns {Promise<Record<string, unknown>[]>}
   */
  async db(sql, ...parameters) {
    const { results } = await this.#database.prepare(sql).bind(...parameters).all();
    return results;
  }

  /**
   * The mails sent so far, oldest first. A mail is here before the answer to the request that sent it.
   *
   * @param {object} [only]
   * @param {string} [only.to] only those to this address; quicker, because only these are read.
   * @returns {Promise<{from: string, to: string[], subject: string, text: string, html?: string, links: string[]}[]>}
   *   `links` are the addresses below ORIGIN in the mail's text.
   */
  async mails({ to } = {}) {
    const sent = [];
    let cursor;
    do {
      const page = await this.#explorer({ per_page: "100", ...(cursor && { cursor }) });
      sent.push(...page.result);
      cursor = page.result_info.has_more ? page.result_info.cursor : undefined;
    } while (cursor);
    const mails = await Promise.all(
      sent
        .filter((mail) => to === undefined || mail.to.includes(to))
        .map(async (mail) => (await this.#explorer({ email_id: mail.messageId })).result),
    );
    return mails
      .sort((one, other) => one.sentAt.localeCompare(other.sentAt))
      .map((mail) => ({ ...mail, links: links(mail.text ?? "", this.#origin) }));
  }

  /** Lets the Worker do what its cron does. */
  async runCron() {
    const { outcome } = await this.#harness.getWorker().scheduled({ scheduledTime: new Date() });
    if (outcome !== "ok") throw new Error(`the cron ended with ${outcome}`);
  }

  /** What the Worker has written to its console, oldest first. */
  logs() {
    return this.#harness.getLogs();
  }

  /** Ends the server; its database is gone with it. Fails if its log has something that is nobody's business. */
  async stop() {
    const logs = this.logs();
    try {
      // What nobody logged need not be read.
      if (logs.length > 0) assertNothingPrivate(logs, await this.#secrets());
    } finally {
      await this.#harness.close();
    }
  }

  /** What this server was told and its log must not have: the codes that it mailed, and the notes of its journals. */
  async #secrets() {
    // A server without the tables, or without a way for mail, was told none.
    const notes = await this.db("SELECT notes FROM logbook_entries WHERE length(trim(notes)) > 8").catch(() => []);
    const mails = await this.mails().catch(() => []);
    return [...codesIn(mails), ...notes.map((entry) => entry.notes)];
  }

  async #explorer(query) {
    const response = await this.fetch(`${SENT_MAILS}?${new URLSearchParams(query)}`);
    if (!response.ok) throw new Error(`the mails could not be read: ${await response.text()}`);
    return response.json();
  }
}

function links(text, origin) {
  return text.split(/\s+/).filter((word) => word.startsWith(`${origin}/`));
}
