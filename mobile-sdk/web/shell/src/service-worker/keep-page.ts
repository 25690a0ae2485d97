import { setCacheNameDetails } from "workbox-core";
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { newestOf, type Newest } from "./newest";

declare const self: ServiceWorkerGlobalScope;

/** The files of a build with the hash of each, as the build writes them in the place of `self.__WB_MANIFEST`. */
export type Build = (string | PrecacheEntry)[];

/**
 * Keeps the page for use without a network: all files of the build at the first visit, and of the operator's file `newest` the
 * newest that there was. What the page stores itself (passes, trust data) is no business of these caches.
 *
 * A build is kept whole or not at all: a file whose hash is another one (a sign-in page with status 200, a file of another
 * version) or that does not come ends the installation, and what was kept before stays. The browser tries again later.
 *
 * A new version waits until the page says that it is welcome; the first one begins at once.
 */
export function keepPage(build: Build, newest: Newest): void {
  // The name says that all in it was compared with its hash: what was kept under another is not taken over.
  setCacheNameDetails({ precache: "verified-precache" });
  // What the browser has by another way may be a sign-in page: the service is asked whether it still holds.
  addPlugins([{ requestWillFetch: async ({ request }) => new Request(request, { cache: "no-cache" }) }]);
  precacheAndRoute(build);
  cleanupOutdatedCaches();
  registerRoute(new NavigationRoute(createHandlerBoundToURL("index.html")));
  const { pathname } = new URL(newest.file, self.registration.scope);
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && url.pathname === pathname,
    () => newestOf(newest),
  );
  self.addEventListener("install", (event) => event.waitUntil(newestOf(newest).catch(() => undefined)));
  self.addEventListener("message", (event) => {
    if (event.data === "take-over") void self.skipWaiting();
  });
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
}
