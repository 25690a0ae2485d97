/** How the tabs of one browser, which all hold the same people, coordinate. */
export interface TabLock {
  /**
   * Runs something while no other tab does the same. Two would make two keys for one day, and one pass would be lost.
   */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Informs the other tabs that people or passes have changed. */
  notify(): void;
  /** Calls `heard` when another tab has changed something. */
  onNotified(heard: () => void): void;
}

/** One tab: in tests, and in browsers without locks. */
export function noTabLock(): TabLock {
  return { exclusive: (work) => work(), notify: () => undefined, onNotified: () => undefined };
}

/** The tabs of this browser. The name stays as it was: tabs of two versions of the page must share the lock. */
export function browserTabLock(name = "haetae-wallet-household"): TabLock {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return noTabLock();
  const channel = new BroadcastChannel(name);
  return {
    exclusive: (work) => navigator.locks.request(name, work),
    notify: () => channel.postMessage("changed"),
    onNotified: (heard) => {
      channel.onmessage = () => heard();
    },
  };
}
