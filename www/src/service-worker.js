// Keeps the page working without a network. Each build has a cache of its own, under the folder that it is served from, since
// hosts put several pages under one origin; every name in it but the page's carries a hash, so what is cached is never stale.
// vite.config.ts fills in the constants.
const PREFIX = `mintbird ${self.registration.scope} `;
const CACHE = PREFIX + __VERSION__;
const FILES = __FILES__;
/** What only a tab needs that may never be opened, the database above all. Who saves data gets it when it is asked for. */
const LATER = __LATER__;
/** What this worker answers visits to: the page alone. The documentation is in a folder of it, and is asked for as if there were no worker. */
const PAGE = ["./", "./index.html"].map((name) => new URL(name, self.location.href).pathname);
/** Hosts say `Vary: Origin`, and scripts are asked for with an origin; the answer is the same. */
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => {
  const files = navigator.connection?.saveData === true ? FILES : [...FILES, ...LATER];
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!PAGE.includes(pathname)) return;
    // The network first, so that a new build shows at the next visit.
    event.respondWith(fetch(request).catch(() => caches.match("./", ANY).then((page) => page ?? Response.error())));
  } else {
    event.respondWith(caches.match(request, ANY).then((found) => found ?? fetchAndKeep(request)));
  }
});

async function fetchAndKeep(request) {
  const response = await fetch(request);
  if (response.ok && [...FILES, ...LATER].some((name) => new URL(name, self.location.href).href === request.url)) {
    const cache = await caches.open(CACHE);
    await cache.put(request, response.clone());
  }
  return response;
}
