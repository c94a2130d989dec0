// What is no request, or asks for what nothing holds: refused in the way of any mistake, and the server goes on. The same is
// tried natively, with many more (crates/api-worker/tests/any_request.rs); here it passes through the real runtime.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn, startApi } from "../support/musician.mjs";
import { ME } from "../support/operations.mjs";
import { assertRefused } from "../support/refusals.mjs";

const NO_REQUEST = "The body must be a GraphQL request in JSON.";

let server;
before(async () => {
  server = await startApi();
});
after(() => server?.stop());

function post(body, method = "POST") {
  return server.fetch("/graphql", { method, headers: { "Content-Type": "application/json" }, body });
}

async function assertRefusal(response, status, code, sentence) {
  assert.equal(response.status, status);
  assertRefused(await response.json(), code, sentence);
  assert.deepEqual(await (await post(JSON.stringify({ query: ME }))).json(), { data: { me: null } });
}

const withVariable = (json) => `{"query": ${JSON.stringify(ME)}, "variables": {"a": ${json}}}`;

const BODIES = {
  "half a request": JSON.stringify({ query: ME }).slice(0, -2),
  "two requests at once": JSON.stringify([{ query: ME }, { query: ME }]),
  "one request in a list": JSON.stringify([{ query: ME }]),
  "a list of the fields of a request": JSON.stringify([ME]),
  "a query that is a list": JSON.stringify({ query: [ME] }),
  "a query that is no text": JSON.stringify({ query: { me: { id: true } } }),
  "variables that are a list": JSON.stringify({ query: ME, variables: [1] }),
  "a number that none can hold": withVariable("1e999"),
  "a number that is none": withVariable("NaN"),
  "half a character in a query": '{"query": "\\ud800"}',
  "half a character in a variable": withVariable('"\\udfff"'),
  "lists within lists": withVariable("[".repeat(50_000) + "]".repeat(50_000)),
  "objects within objects": withVariable('{"a":'.repeat(50_000) + "1" + "}".repeat(50_000)),
  "bytes that are no text": new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
  "zeros": new Uint8Array(10_000),
};

for (const [what, body] of Object.entries(BODIES)) {
  test(`${what}: refused`, async () => {
    await assertRefusal(await post(body), 400, "BAD_INPUT", NO_REQUEST);
  });
}

test("ten megabytes are refused before they are looked into", async () => {
  await assertRefusal(await post("{".repeat(10_000_000)), 413, "TOO_LARGE");
});

test("a method that is none of the API's is refused, with a body as without", async () => {
  for (const method of ["PUT", "PATCH", "DELETE"]) {
    const response = await post(JSON.stringify({ query: ME }), method);
    assert.equal(response.headers.get("Allow"), "POST");
    await assertRefusal(response, 405, "BAD_INPUT", "Use POST.");
  }
});

test("arguments of the wrong type, or beyond what they hold, are refused", async () => {
  const { visitor } = await signIn(server);
  const query = "query($first: Int, $tags: [String!]) { myLogbookEntries(first: $first, filter: { tags: $tags }) { totalCount } }";
  for (const variables of [
    { first: 2 ** 31 },
    { first: -(2 ** 53) },
    { first: 1e300 },
    { first: 0.5 },
    { first: "1" },
    { first: [1] },
    { first: {} },
    { tags: [null] },
    { tags: { 0: "a" } },
    { tags: [["a"]] },
  ]) {
    const response = await visitor.send(query, variables);
    assert.equal(response.status, 400);
    assertRefused(await response.json(), "BAD_INPUT", /\S/);
  }
});

test("none of this is worth a word in the log", () => {
  assert.deepEqual(server.logs().filter(({ level }) => level === "error"), []);
});
