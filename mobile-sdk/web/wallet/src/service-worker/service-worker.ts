/// <reference lib="webworker" />
export {};

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: { url: string; revision: string | null }[];
};

/** The page, all of it: each file once. Passes and keys are no business of this cache: the page keeps them in its database. */
const FILES = [...new Map(self.__WB_MANIFEST.map(({ url, revision }) => [new URL(url, self.registration.scope).href, revision]))];
const PREFIX = "haetae-wallet-page-";
const VERSION = PREFIX + hash(JSON.stringify(FILES));
/** What the operator says of the deployment: the newest that there was. */
const DEPLOYMENT = "haetae-wallet-deployment";

self.addEventListener("install", (event) => event.waitUntil(keepPage()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldPages().then(() => self.clients.claim())));

// A new version waits until the page is out of sight: no code disappears while somebody shows it.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(self.registration.scope)) return;
  if (url.pathname.endsWith("/deployment.json")) event.respondWith(newestDeployment(request));
  else event.respondWith(fromPage(request, url));
});

async function keepPage(): Promise<void> {
  const cache = await caches.open(VERSION);
  // A name with a hash in it may come from the browser's cache; the others are asked for anew.
  await cache.addAll(FILES.map(([url, revision]) => new Request(url, { cache: revision === null ? "default" : "reload" })));
  await caches.open(DEPLOYMENT).then((kept) => kept.add("deployment.json")).catch(() => undefined);
}

async function dropOldPages(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== VERSION).map((name) => caches.delete(name)));
}

async function fromPage(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(VERSION);
  const wanted = request.mode === "navigate" || url.href === self.registration.scope ? new URL("index.html", self.registration.scope) : url;
  wanted.hash = "";
  return (await cache.match(wanted.href, { ignoreSearch: true })) ?? fetch(request);
}

async function newestDeployment(request: Request): Promise<Response> {
  const cache = await caches.open(DEPLOYMENT);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    if (response.ok) return response;
  } catch {
    // No network: what was kept is as good.
  }
  return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
}

/** A short name for a set of files. */
function hash(text: string): string {
  let value = 5381;
  for (const character of text) value = (Math.imul(value, 33) ^ character.charCodeAt(0)) >>> 0;
  return value.toString(36);
}
