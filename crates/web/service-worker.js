// Keeps the app in this browser, so that it starts without a network. `cargo xtask` puts in the files of a version with
// their digests, and the version, which is made from these.
//
// A version is there as a whole or not at all: it is installed only if each file is exactly what the version was made from,
// and its pages get no file of another one. What the API says does not pass through here.

const VERSION = "{{version}}";
const FILES = {{files}};
// In development a new version takes over as soon as it is there. Otherwise it waits until a page asks for it.
const TAKES_OVER = {{takes_over}};

const NAME = "mirubato-";
const CACHE = NAME + VERSION;
// A name in there is made from the content: whatever version it was fetched for, it is the same file.
const ASSETS = "/assets/";
// What only the server can answer, also where a page is opened.
const SERVER = ["/graphql", "/health"];

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));

addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  // Without an answer from here, the browser asks the network.
  if (request.method !== "GET" || origin !== location.origin) return;
  if (Object.hasOwn(FILES, pathname)) {
    event.respondWith(kept(pathname, request));
  } else if (pathname.startsWith(ASSETS)) {
    event.respondWith(keptByAnyVersion(request));
  } else if (request.mode === "navigate" && !SERVER.includes(pathname) && !pathname.startsWith("/cdn-cgi/")) {
    event.respondWith(kept("/", request));
  }
});

async function install() {
  const cache = await caches.open(CACHE);
  const put = async ([path, integrity]) => cache.put(path, await read(path, integrity));
  // Another worker may have kept the same files before.
  if (!(await isWhole(cache))) {
    // All of them are waited for, so that none comes into the cache after it was deleted.
    const puts = await Promise.allSettled(Object.entries(FILES).map(put));
    const failed = puts.find(({ status }) => status === "rejected");
    if (failed) {
      // A part of a version is none, and must not be taken for the version before by the next one.
      await caches.delete(CACHE);
      throw failed.reason;
    }
  }
  if (TAKES_OVER) await skipWaiting();
}

async function isWhole(cache) {
  const found = await Promise.all(Object.keys(FILES).map((path) => cache.match(path)));
  return found.every((file) => file !== undefined);
}

async function read(path, integrity) {
  const isAsset = path.startsWith(ASSETS);
  const known = isAsset && (await caches.match(path));
  if (known) return known;
  const response = await fetch(path, { integrity, cache: isAsset ? "default" : "no-cache" });
  if (!response.ok) throw new Error(`${path} is answered with ${response.status}`);
  return response;
}

async function activate() {
  await clients.claim();
  // The version before stays until the next one comes: a page of it may still be on its way.
  const others = (await caches.keys()).filter((name) => name.startsWith(NAME) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function kept(path, request) {
  // A browser may clear what it keeps.
  return (await caches.match(path, { cacheName: CACHE })) ?? fetch(request);
}

async function keptByAnyVersion(request) {
  return (await caches.match(request)) ?? fetch(request);
}
