// A copy of the built site without the API, in whose place a test can put another version, as a deployment does.

import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SITE = fileURLToPath(new URL("../../target/site/", import.meta.url));

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Serves the built site under an address of its own. */
export async function startSite() {
  const built = new Map();
  for (const entry of await readdir(SITE, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) built.set(`/${path.slice(SITE.length)}`, await readFile(path));
  }
  const site = new Site(built);
  await site.listen();
  return site;
}

class Site {
  #built;
  #served;
  #server;

  constructor(built) {
    this.#built = built;
    this.#served = built;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "localhost", resolve));
    this.url = `http://localhost:${this.#server.address().port}`;
  }

  /** The addresses of what is served below /assets/. */
  get assets() {
    return [...this.#served.keys()].filter((path) => path.startsWith("/assets/"));
  }

  /**
   * Serves another version from now on: the same app with another style sheet, in which `--version` is its name.
   *
   * @param {string} name
   * @param {{broken?: boolean}} [options] whether one of its files is not the one that the version was made from
   */
  publish(name, { broken = false } = {}) {
    const files = new Map(this.#built);
    const styles = [...files.keys()].find((path) => path.endsWith(".css"));
    const named = `/assets/app-${name}.css`;
    const content = Buffer.concat([files.get(styles), Buffer.from(`\n:root { --version: ${name}; }\n`)]);
    files.delete(styles);
    files.set(named, content);
    files.set("/index.html", Buffer.from(files.get("/index.html").toString().replaceAll(styles, named)));

    const worker = files.get("/service-worker.js").toString();
    const [, literal] = /const FILES = (\{[^}]*\});/.exec(worker);
    const kept = JSON.parse(literal.replace(/,\s*\}/, "}"));
    delete kept[styles];
    kept[named] = digest(content);
    kept["/"] = digest(files.get("/index.html"));
    const changed = worker.replace(literal, JSON.stringify(kept)).replace(/const VERSION = ".*?"/, `const VERSION = "${name}"`);
    files.set("/service-worker.js", Buffer.from(changed));
    if (broken) files.set(named, Buffer.from(":root { color: red; }"));
    this.#served = files;
  }

  #answer(request, response) {
    const { pathname } = new URL(request.url, this.url);
    const isPage = request.headers["sec-fetch-mode"] === "navigate" || pathname === "/";
    const path = this.#served.has(pathname) ? pathname : isPage ? "/index.html" : undefined;
    if (request.method !== "GET" || path === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain", "cache-control": "no-cache" });
    response.end(this.#served.get(path));
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function digest(content) {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}
