import { setCacheNameDetails } from "workbox-core";
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { type Newest, newestOf } from "./newest";

declare const self: ServiceWorkerGlobalScope;

/** The files of a build with the hash of each, as the build writes them in the place of `self.__WB_MANIFEST`. */
export type Build = (string | PrecacheEntry)[];

/**
 * Stores the page for use offline: all files of the build at the first visit, and the last good version of the
 * operator's file `newest`. The page's own data (passes, trust data) is not in these caches.
 *
 * A build is stored completely or not at all: a missing file, or one with another hash (a sign-in page with status 200,
 * a file of another version), ends the installation, and the stored build stays. The browser tries again later.
 *
 * A new version waits until the page allows it; the first one starts at once.
 */
export function keepPage(build: Build, newest: Newest): void {
  // The name says that everything in it was compared with its hash: caches of other names are not reused.
  setCacheNameDetails({ precache: "verified-precache" });
  // The browser's own cache may hold a sign-in page: the service is asked whether it is still valid.
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
