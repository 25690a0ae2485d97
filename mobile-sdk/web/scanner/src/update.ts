import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** So often the server is asked for a new page, in milliseconds. */
const ASK_EVERY = 3_600_000;
/** So often a new page looks whether nobody is at the door, in milliseconds. */
const LOOK_EVERY = 15_000;

/**
 * A new version of the page waits until nobody is at the door, then takes the old one's place: no code is lost, and neither is
 * what the scanner remembers of the last five minutes. `exchange` does not wait.
 */
export function useNewVersion(isQuiet: () => boolean): { newVersion: boolean; exchange: () => void } {
  const [waiting, setWaiting] = useState<ServiceWorker | null>(null);
  const quiet = useRef(isQuiet);
  quiet.current = isQuiet;
  const exchange = useCallback(() => waiting?.postMessage("take-over"), [waiting]);

  useEffect(() => register(setWaiting), []);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => quiet.current() && exchange(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [waiting, exchange]);
  return { newVersion: waiting !== null, exchange };
}

function register(found: (worker: ServiceWorker) => void): () => void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return () => undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const wasControlled = navigator.serviceWorker.controller !== null;
  const onExchange = () => {
    if (wasControlled) location.reload();
  };
  navigator.serviceWorker.addEventListener("controllerchange", onExchange);
  navigator.serviceWorker.register("./service-worker.js", { scope: "./", type: "classic", updateViaCache: "none" }).then(
    (registration) => {
      const look = () => {
        if (registration.waiting && registration.active) found(registration.waiting);
      };
      look();
      registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
      timer = setInterval(() => void registration.update().catch(() => undefined), ASK_EVERY);
    },
    // Private windows have none: the page works as long as it is open.
    () => undefined,
  );
  return () => {
    clearInterval(timer);
    navigator.serviceWorker.removeEventListener("controllerchange", onExchange);
  };
}
