/** So often the server is asked for a new page, in milliseconds. */
const ASK_EVERY = 6 * 3_600_000;

/** Keeps the page for use without a network. A new version takes over while the page is out of sight. */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const wasControlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (wasControlled) location.reload();
  });
  navigator.serviceWorker.register("./service-worker.js", { scope: "./", type: "classic", updateViaCache: "none" }).then(
    (registration) => {
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden" && registration.active) registration.waiting?.postMessage("take-over");
      });
      setInterval(() => void registration.update().catch(() => undefined), ASK_EVERY);
    },
    // Private windows have none: the page works as long as it is open.
    () => undefined,
  );
}
