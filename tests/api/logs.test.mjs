// What the server writes to its log: one line of JSON for each thing that went wrong, and nothing of anybody.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { askForLink, newAddress, signIn, startApi } from "../support/musician.mjs";
import { MAGIC_LINK, MY_PREFERENCES, PUSH_CHANGES, REQUEST_MAGIC_LINK } from "../support/operations.mjs";
import { assertNothingPrivate } from "../support/private.mjs";
import { entry, goal } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

const NOTE = "Left hand alone, and my teacher cried.";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

/** The lines that say what went wrong, read. */
function errors(of = server) {
  return of.logs().filter(({ level }) => level === "error").map(({ message }) => JSON.parse(message));
}

/** Runs `body` while a table is not where it should be. */
async function without(table, body) {
  await server.db(`ALTER TABLE ${table} RENAME TO elsewhere`);
  try {
    await body();
  } finally {
    await server.db(`ALTER TABLE elsewhere RENAME TO ${table}`);
  }
}

test("a failure is one line of JSON under the name that its answer tells", async () => {
  const clara = await signIn(server);
  await without("goals", async () => {
    const before = errors().length;
    const response = await clara.visitor.send("{ myGoals { totalCount } }");
    const answer = await response.json();
    assertRefused(answer, "UNAVAILABLE");
    const { requestId } = answer.errors[0].extensions;
    assert.equal(response.headers.get("X-Request-Id"), requestId);
    const [line, ...others] = errors().slice(before);
    assert.deepEqual(others, []);
    const { causes, ...rest } = line;
    assert.deepEqual(rest, { level: "error", requestId, code: "UNAVAILABLE" });
    assert.equal(causes[0], "the database failed");
    assert.match(causes[1], /no such table/);
  });
});

test("the platform's name for a request is its name", async () => {
  const response = await server.fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", "CF-Ray": "8f2c1a9be8d0c1a2-ZRH" },
    body: "{",
  });
  const id = response.headers.get("X-Request-Id");
  // The local runtime may give requests a name of its own.
  assert.match(id, /^[0-9a-f]{16}$/);
  assert.equal((await response.json()).errors[0].extensions.requestId, id);
});

test("nothing that people wrote, nor who they are, is in the log, whatever fails", async () => {
  const clara = await signIn(server);
  const lists = { entries: [entry("e", 1, { notes: NOTE, tags: [NOTE] })], goals: [goal("g", 2, { title: NOTE })] };
  const before = errors().length;
  const failing = async (answer) => assertRefused(await answer, "UNAVAILABLE");

  for (const table of ["logbook_entries", "goals", "pushes"]) {
    await without(table, () => failing(clara.visitor.graphql(PUSH_CHANGES, { input: clara.input(lists) })));
  }
  await clara.pushChanges(lists);
  await without("login_tokens", async () => {
    await failing(server.visitor().graphql(REQUEST_MAGIC_LINK, { email: newAddress() }));
    await failing(clara.visitor.graphql(MAGIC_LINK, { token: "A".repeat(43) }));
  });
  await without("auth_sessions", () => failing(clara.visitor.graphql("{ me { id } }")));
  // A row that does not read as it should, and says something private.
  await server.db("UPDATE users SET preferences = json_object('theme', ?) WHERE id = ?", NOTE, clara.user.id);
  await failing(clara.visitor.graphql(MY_PREFERENCES, { expectedUserId: clara.user.id }));
  await server.db("UPDATE logbook_entries SET pieces = json_array(?) WHERE user_id = ?", NOTE, clara.user.id);
  await failing(clara.tryChanges());

  assert.equal(errors().length - before, 8);
  const cookies = [...clara.visitor.cookies.values()];
  assertNothingPrivate(server.logs(), [NOTE, clara.user.email, clara.user.id, ...cookies]);
});

test("a mail that is refused is logged without its address and its link", async () => {
  const refusing = await startApi({ config: "tests/support/mail-refused.toml" });
  try {
    const { token } = await askForLink(refusing, refusing.visitor(), "allowed@example.org");
    const email = newAddress();
    const answer = await refusing.visitor().graphql(REQUEST_MAGIC_LINK, { email });
    assertRefused(answer, "MAIL_NOT_SENT");
    const [line, ...others] = errors(refusing);
    assert.deepEqual(others, []);
    assert.deepEqual([line.code, line.requestId], ["MAIL_NOT_SENT", answer.errors[0].extensions.requestId]);
    assertNothingPrivate(refusing.logs(), [email, token]);
  } finally {
    await refusing.stop();
  }
});
