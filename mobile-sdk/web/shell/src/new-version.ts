/**
 * Registers `service-worker.js`, and asks the server for a new version of the page every `askEvery` milliseconds.
 * `found` receives a version that waits; it posts `take-over` to it when the page may reload. Returns what stops it.
 */
export function registerServiceWorker(askEvery: number, found: (waiting: ServiceWorker) => void): () => void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return () => undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const wasControlled = navigator.serviceWorker.controller !== null;
  const onExchange = () => {
    if (wasControlled) location.reload();
  };
  navigator.serviceWorker.addEventListener("controllerchange", onExchange);
  navigator.serviceWorker
    .register("./service-worker.js", { scope: "./", type: "classic", updateViaCache: "none" })
    .then(
      (registration) => {
        const look = () => {
          if (registration.waiting && registration.active) found(registration.waiting);
        };
        look();
        registration.addEventListener("updatefound", () =>
          registration.installing?.addEventListener("statechange", look),
        );
        timer = setInterval(() => void registration.update().catch(() => undefined), askEvery);
      },
      // Private windows have none: the page works as long as it is open.
      () => undefined,
    );
  return () => {
    clearInterval(timer);
    navigator.serviceWorker.removeEventListener("controllerchange", onExchange);
  };
}
