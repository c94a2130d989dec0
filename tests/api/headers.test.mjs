// The headers of every answer, whoever gives it: the platform for the files of the app, the Worker for the rest.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ME } from "../support/operations.mjs";
import { startServer } from "../support/server.mjs";

/** On every answer. */
const SECURITY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "strict-transport-security": "max-age=63072000",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy":
    "screen-wake-lock=(self), accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

function securityOf(response) {
  return Object.fromEntries(Object.keys(SECURITY).map((name) => [name, response.headers.get(name)]));
}

function post(path, body, headers = {}) {
  return server.fetch(path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body });
}

test("the files of the app have the security headers", async () => {
  const page = await (await server.fetch("/")).text();
  const assets = [...page.matchAll(/\/assets\/[\w.-]+/g)].map(([path]) => path);
  assert.ok(assets.length >= 3, page);
  const others = ["/", "/logbook", "/service-worker.js", "/theme.js", "/manifest.webmanifest", "/favicon.svg", "/icons/192.png"];
  for (const path of [...others, ...new Set(assets)]) {
    const response = await server.fetch(path);
    assert.equal(response.status, 200, path);
    assert.deepEqual(securityOf(response), SECURITY, path);
  }
});

test("what is no file has them as well, whatever its status", async () => {
  const etag = (await server.fetch("/theme.js")).headers.get("etag");
  const answers = {
    "nothing there": await server.fetch("/assets/app-of-last-year.js"),
    "a method that no file takes": await server.fetch("/logbook", { method: "POST" }),
    "nothing new": await server.fetch("/theme.js", { headers: { "If-None-Match": etag } }),
    "no body": await server.fetch("/", { method: "HEAD" }),
  };
  for (const [what, response] of Object.entries(answers)) assert.deepEqual(securityOf(response), SECURITY, what);
  assert.equal(answers["a method that no file takes"].status, 405);
  assert.equal(answers["nothing new"].status, 304);
});

test("what the Worker says has the security headers, and nobody may store it", async () => {
  const answers = [
    [200, await post("/graphql", JSON.stringify({ query: ME }))],
    [400, await post("/graphql", JSON.stringify({ query: "{ nothing }" }))],
    [400, await post("/graphql", "{")],
    [403, await post("/graphql", JSON.stringify({ query: ME }), { Origin: "https://stranger.example" })],
    [405, await server.fetch("/graphql")],
    [413, await post("/graphql", "x".repeat(1_000_000))],
    [415, await server.fetch("/graphql", { method: "POST", body: "{}" })],
    [200, await server.fetch("/health")],
    [405, await post("/health", "{}")],
  ];
  for (const [status, response] of answers) {
    assert.equal(response.status, status);
    assert.deepEqual(securityOf(response), SECURITY, String(status));
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.match(response.headers.get("x-request-id"), /^[0-9a-f]{16}$/);
  }
});

test("a failure of the Worker has them too", async () => {
  await server.db("ALTER TABLE auth_sessions RENAME TO elsewhere");
  try {
    const cookie = `__Host-mirubato_session=${"A".repeat(43)}`;
    const response = await post("/graphql", JSON.stringify({ query: ME }), { Cookie: cookie });
    assert.equal(response.status, 500);
    assert.deepEqual(securityOf(response), SECURITY);
  } finally {
    await server.db("ALTER TABLE elsewhere RENAME TO auth_sessions");
  }
});
