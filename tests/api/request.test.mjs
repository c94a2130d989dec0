// Whatever is asked: method, type, size and shape of a request, and what no answer ever says.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ORIGIN, newAddress, signIn, startApi } from "../support/musician.mjs";
import { ME, REQUEST_MAGIC_LINK } from "../support/operations.mjs";
import { many } from "../support/records.mjs";
import { assertRefused } from "../support/refusals.mjs";

const TOO_COMPLEX = "The query is too complex.";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

function post(body, headers = { "Content-Type": "application/json" }) {
  return server.fetch("/graphql", { method: "POST", headers, body });
}

function ask(query, variables) {
  return post(JSON.stringify({ query, variables }));
}

/** Asserts that a response is a refusal that says nothing of the inside, and that the server goes on. */
async function assertRefusal(response, status, code, sentence) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get("Content-Type"), "application/json");
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  assert.deepEqual(response.headers.getSetCookie(), []);
  assertRefused(JSON.parse(text), code, sentence);
  assert.doesNotMatch(text, /D1_|SQLITE|SQL|wasm|panick|RuntimeError|RangeError|\.rs\b|at line|stack/);
  assert.deepEqual(await (await ask(ME)).json(), { data: { me: null } });
}

test("an answer is JSON that nobody may store", async () => {
  const response = await ask(ME);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("Content-Type"), "application/json");
  assert.equal(response.headers.get("Cache-Control"), "no-store");
});

test("no other site is allowed to read an answer", async () => {
  const origin = "https://stranger.example";
  const headers = { "Content-Type": "application/json", Origin: origin };
  const response = await post(JSON.stringify({ query: ME }), headers);
  assert.equal(response.status, 403);
  assert.equal(response.headers.get("Access-Control-Allow-Origin"), null);
  const preflight = await server.fetch("/graphql", {
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type",
    },
  });
  assert.equal(preflight.status, 405);
  assert.equal(preflight.headers.get("Access-Control-Allow-Origin"), null);
});

test("a page of another site is refused, and whoever is signed in stays so", async () => {
  const clara = await signIn(server);
  const logout = (headers) =>
    clara.visitor.fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify({ query: "mutation { logout }" }),
    });
  for (const headers of [
    { Origin: "https://stranger.example" },
    { Origin: `${ORIGIN}.stranger.example` },
    { Origin: ORIGIN.replace("https", "http") },
    { Origin: "null" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
  ]) {
    const says = `This request came from a page of another address than the journal's. Open ${ORIGIN} and try again there.`;
    await assertRefusal(await logout(headers), 403, "CROSS_SITE", says);
  }
  assert.deepEqual(await clara.ask("me", ME), clara.user);
  const response = await logout({ Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" });
  assert.deepEqual(await response.json(), { data: { logout: true } });
});

test("only POST is answered", async () => {
  const query = encodeURIComponent(ME);
  for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const response = await server.fetch(`/graphql?query=${query}`, { method });
    await assertRefusal(response, 405, "BAD_INPUT", "Use POST.");
  }
  const head = await server.fetch(`/graphql?query=${query}`, { method: "HEAD" });
  assert.equal(head.status, 405);
});

test("a GET changes nothing", async () => {
  const email = newAddress();
  const query = encodeURIComponent(REQUEST_MAGIC_LINK);
  const variables = encodeURIComponent(JSON.stringify({ email }));
  await server.fetch(`/graphql?query=${query}&variables=${variables}`);
  assert.deepEqual(await server.mails({ to: email }), []);
});

test("a type that a form of another site can send is refused, whoever is signed in", async () => {
  const clara = await signIn(server);
  const body = JSON.stringify({ query: "mutation { logout }" });
  for (const type of [
    "text/plain",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/graphql",
    "application/jsonp",
    "",
  ]) {
    const response = await clara.visitor.fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": type },
      body,
    });
    await assertRefusal(response, 415, "BAD_INPUT", "Send application/json.");
  }
  assert.deepEqual(await clara.ask("me", ME), clara.user);
});

test("the type may be in any case and say its encoding", async () => {
  for (const type of ["APPLICATION/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8"]) {
    const response = await post(JSON.stringify({ query: ME }), { "Content-Type": type });
    assert.deepEqual(await response.json(), { data: { me: null } });
  }
});

test("a body that is no request is refused", async () => {
  const whole = JSON.stringify({ query: ME, variables: { a: "b" } });
  const bodies = [
    "",
    " ",
    "null",
    "true",
    '"{ me { id } }"',
    "1",
    whole.slice(0, -1),
    whole.slice(0, whole.length / 2),
    `${whole}}`,
    '{"query": 1}',
    `{"query": ${JSON.stringify(ME)}, "variables": []}`,
    `{"query": ${JSON.stringify(ME)}, "variables": "x"}`,
    '{"query": "\\ud800"}',
    "query=%7Bme%7Bid%7D%7D",
    `[${whole}, ${whole}]`,
    new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
    `{"query": ${JSON.stringify(ME)}, "variables": {"a": ${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
    "[".repeat(500_000),
    '{"a":'.repeat(100_000),
  ];
  for (const body of bodies) {
    await assertRefusal(await post(body), 400, "BAD_INPUT", "The body must be a GraphQL request in JSON.");
  }
});

test("a body that is too large is refused with status 413, whether its length is told or not", async () => {
  const body = JSON.stringify({ query: ME, padding: "x".repeat(1_000_000) });
  await assertRefusal(await post(body), 413, "TOO_LARGE");
  const chunk = new TextEncoder().encode("x".repeat(100_000));
  const stream = new ReadableStream({
    start(controller) {
      for (let sent = 0; sent < 20; sent += 1) controller.enqueue(chunk);
      controller.close();
    },
  });
  const response = await server.fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: stream,
    duplex: "half",
  });
  await assertRefusal(response, 413, "TOO_LARGE");
});

test("a query text that is too large is refused with status 413", async () => {
  await assertRefusal(await ask(`${ME} # ${"x".repeat(32_000)}`), 413, "TOO_LARGE");
});

test("a query that does not fit the schema is refused", async () => {
  for (const query of [
    "",
    "{",
    "{ }",
    "{ nothing }",
    "{ me }",
    "{ me { name } }",
    "mutation { me { id } }",
    "query A { me { id } } query B { me { id } }",
    "{ ...F } fragment F on Query { ...F }",
    "query ($a: Nothing) { me { id } }",
    "mutation { requestMagicLink }",
    "mutation { requestMagicLink(email: 1) }",
    "mutation { requestMagicLink(email: null) }",
    "{ users { id } }",
    "\u0000",
  ]) {
    const response = await ask(query);
    const { data, errors } = await response.json();
    assert.deepEqual([response.status, data], [400, null]);
    assert.ok(errors.length > 0, query);
    for (const { extensions } of errors) assert.equal(extensions.code, "BAD_INPUT");
  }
});

test("a query that is nested too deeply is refused, whatever is nested", async () => {
  const nest = (depth) => [
    `${"{ me ".repeat(depth)}${"}".repeat(depth)}`,
    "{a".repeat(depth),
    `{ magicLink(token: ${"[".repeat(depth)}${"]".repeat(depth)}) { email } }`,
    `{ magicLink(token: ${"[".repeat(depth)}`,
    `{ magicLink(token: ${"{a:".repeat(depth)}1${"}".repeat(depth)}) { email } }`,
    `query ($a: ${"[".repeat(depth)}Int${"]".repeat(depth)}) { me { id } }`,
  ];
  for (const query of nest(5_000)) {
    await assertRefusal(await ask(query), 400, "BAD_INPUT", TOO_COMPLEX);
  }
  // As deep as is parsed.
  for (const query of nest(250)) {
    await assertRefusal(await ask(query), 400, "BAD_INPUT", /\S/);
  }
  const fragments = `{ ${"... on Query { ".repeat(1_500)} me { id } ${"}".repeat(1_500)} }`;
  await assertRefusal(await ask(fragments), 400, "BAD_INPUT", TOO_COMPLEX);
});

test("brackets that a comment or a text seems to close are counted all the same", async () => {
  for (const query of ["{a #}\n".repeat(3_000), `{ ${'a(b: "}") {'.repeat(2_000)}`]) {
    await assertRefusal(await ask(query), 400, "BAD_INPUT", TOO_COMPLEX);
  }
});

test("a query of too many aliases is refused before any of them is asked", async () => {
  const email = newAddress();
  const aliases = (count, field) => many(count, (n) => `a${n}: ${field}`).join(" ");
  const queries = [
    `{ me { ${aliases(1_000, "id")} } }`,
    `{ ${aliases(20, "myGoals { totalCount }")} }`,
    `{ ${aliases(20, 'magicLink(token: "x") { email }')} }`,
    `mutation { ${aliases(2, `requestMagicLink(email: "${email}")`)} }`,
    `mutation { ${aliases(20, 'verifyMagicLink(token: "x") { id }')} }`,
    `mutation { ...F } fragment F on Mutation { ${aliases(2, `requestMagicLink(email: "${email}")`)} }`,
  ];
  for (const query of queries) {
    await assertRefusal(await ask(query), 400, "BAD_INPUT", "Query is too complex.");
  }
  await assertRefusal(await ask(`{ ${aliases(300, "me { id }")} }`), 400, "BAD_INPUT", TOO_COMPLEX);
  assert.deepEqual(await server.mails({ to: email }), []);
});

test("fragments that multiply each other are refused before they are expanded", async () => {
  const levels = 16;
  const fragments = many(levels, (n) => `fragment F${n} on Query { ${`...F${n + 1} `.repeat(4)} }`);
  const query = `{ ...F0 } ${fragments.join(" ")} fragment F${levels} on Query { me { id } }`;
  await assertRefusal(await ask(query), 400, "BAD_INPUT", TOO_COMPLEX);
  // As many expansions of as long a fragment as there can be.
  const leaf = "id ".repeat(9_000);
  const worst = `{ ${"...A ".repeat(4)} }
    fragment A on Query { ${"...B ".repeat(4)} } fragment B on Query { ${"...C ".repeat(4)} }
    fragment C on Query { me { ${leaf} } }`;
  await assertRefusal(await ask(worst), 400, "BAD_INPUT", "Query is too complex.");
});

test("a field with too many directives is refused", async () => {
  const query = `{ me { id ${"@skip(if: false) ".repeat(10)} } }`;
  await assertRefusal(await ask(query), 400, "BAD_INPUT", /directive/i);
});

test("the schema is not told", async () => {
  for (const query of [
    "{ __schema { types { name } } }",
    '{ __type(name: "User") { fields { name } } }',
    "{ ...F } fragment F on Query { __schema { queryType { name } } }",
  ]) {
    const { data } = await (await ask(query)).json();
    assert.deepEqual(Object.values(data ?? { nothing: null }), [null]);
  }
  assert.deepEqual(await (await ask("{ __typename }")).json(), { data: { __typename: "Query" } });
});

test("the schema is told in development", async () => {
  const development = await startApi({ vars: { INTROSPECTION: "true" } });
  try {
    const answer = await development.visitor().graphql("{ __schema { queryType { name } } }");
    assert.deepEqual(answer, { data: { __schema: { queryType: { name: "Query" } } } });
  } finally {
    await development.stop();
  }
});

test("an operation among several is chosen by its name", async () => {
  const body = JSON.stringify({
    query: "query A { me { id } } query B { __typename }",
    operationName: "B",
  });
  assert.deepEqual(await (await post(body)).json(), { data: { __typename: "Query" } });
});

test("nothing that these requests brought about is worth a word in the log", () => {
  const errors = server.logs().filter((log) => log.level === "error");
  assert.deepEqual(errors, []);
});
