/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (string | PrecacheEntry)[] };

const TRAINING = "haetae-scanner-training";

// The page, all of it, at the first visit. Trust data is no business of this cache: the core keeps it, signed.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL("index.html")));

// The specimens are the operator's, not the build's: the newest that there were.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname === new URL("training.json", self.registration.scope).pathname,
  async ({ request }) => {
    const cache = await caches.open(TRAINING);
    try {
      const response = await fetch(request);
      if (response.ok) await cache.put(request, response.clone());
      return response;
    } catch (error) {
      const kept = await cache.match(request);
      if (kept) return kept;
      throw error;
    }
  },
);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(TRAINING).then((cache) => cache.add(new Request("training.json"))).catch(() => undefined),
  );
});

// A new version waits until the page says that nobody is at the door; the first one begins at once.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
