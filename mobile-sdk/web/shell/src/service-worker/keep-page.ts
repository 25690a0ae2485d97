import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope;

/** The files of a build, as the build writes them in the place of `self.__WB_MANIFEST`. */
export type Build = (string | PrecacheEntry)[];

/**
 * Keeps the page for use without a network: all files of the build at the first visit, and of the operator's file `newest` the
 * newest that there was, in the cache `name`. What the page stores itself (passes, trust data) is no business of these caches.
 *
 * A new version waits until the page says that it is welcome; the first one begins at once.
 */
export function keepPage(build: Build, { newest, name }: { newest: string; name: string }): void {
  precacheAndRoute(build);
  cleanupOutdatedCaches();
  registerRoute(new NavigationRoute(createHandlerBoundToURL("index.html")));
  const { pathname } = new URL(newest, self.registration.scope);
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && url.pathname === pathname,
    ({ request }) => newestOf(name, request),
  );
  const first = async () => {
    const cache = await caches.open(name);
    await cache.add(new Request(newest));
  };
  self.addEventListener("install", (event) => event.waitUntil(first().catch(() => undefined)));
  self.addEventListener("message", (event) => {
    if (event.data === "take-over") void self.skipWaiting();
  });
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
}

/** From the network, or else what came from there last. */
async function newestOf(name: string, request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const kept = () => cache.match(request, { ignoreSearch: true });
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response.ok ? response : ((await kept()) ?? response);
  } catch (error) {
    const last = await kept();
    if (last) return last;
    throw error;
  }
}
