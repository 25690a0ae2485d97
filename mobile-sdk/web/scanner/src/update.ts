import { registerServiceWorker } from "@haetae/shell/new-version";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** How often the server is asked for a new page, in milliseconds. */
const ASK_EVERY = 3_600_000;
/** How often a new page checks whether the scanner is idle, in milliseconds. */
const LOOK_EVERY = 15_000;

/**
 * A new version of the page waits until the scanner is idle, then replaces the old one: no code is lost, and neither is
 * the scanner's memory of the codes that it has admitted. `exchange` does not wait.
 */
export function useNewVersion(isQuiet: () => boolean): { newVersion: boolean; exchange: () => void } {
  const [waiting, setWaiting] = useState<ServiceWorker | null>(null);
  const quiet = useRef(isQuiet);
  quiet.current = isQuiet;
  const exchange = useCallback(() => waiting?.postMessage("take-over"), [waiting]);

  useEffect(() => registerServiceWorker(ASK_EVERY, setWaiting), []);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => quiet.current() && exchange(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [waiting, exchange]);
  return { newVersion: waiting !== null, exchange };
}
