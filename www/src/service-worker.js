// Keeps the page working without a network. Each build has a cache of its own; every name in it but the page's carries a
// hash, so what is cached is never stale. vite.config.ts fills in the two constants.
const CACHE = `mintbird-${__VERSION__}`;
const FILES = __FILES__;
/** Hosts say `Vary: Origin`, and scripts are asked for with an origin; the answer is the same. */
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("mintbird-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // The network first, so that a new build shows at the next visit.
    event.respondWith(fetch(request).catch(() => caches.match("./", ANY).then((page) => page ?? Response.error())));
  } else {
    event.respondWith(caches.match(request, ANY).then((found) => found ?? fetch(request)));
  }
});
