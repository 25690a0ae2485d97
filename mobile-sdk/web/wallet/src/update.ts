import { registerServiceWorker } from "@haetae/shell/new-version";

/** So often the server is asked for a new page, in milliseconds. */
const ASK_EVERY = 6 * 3_600_000;

/** Keeps the page for use without a network. A new version takes over while the page is out of sight: no code disappears while somebody shows it. */
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
