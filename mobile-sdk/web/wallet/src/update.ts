import { registerServiceWorker } from "@haetae/shell/new-version";

/** How often the server is asked for a new page, in milliseconds. */
const ASK_EVERY = 6 * 3_600_000;

/**
 * Stores the page for use offline. A new version starts while the page is hidden: no code disappears while it is shown.
 */
export function registerUpdates(): void {
  let waiting: ServiceWorker | undefined;
  const exchange = () => {
    if (document.visibilityState === "hidden") waiting?.postMessage("take-over");
  };
  registerServiceWorker(ASK_EVERY, (found) => {
    waiting = found;
    exchange();
  });
  document.addEventListener("visibilitychange", exchange);
}
