/** How the tabs of one browser, which all hold the same people, keep out of each other's way. */
export interface Tabs {
  /** Does something while no other tab does the like. Two would make two keys for one day, and one pass would be lost. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Tells the other tabs that people or passes have changed. */
  tell(): void;
  /** Calls `heard` when another tab has told that. */
  listen(heard: () => void): void;
}

/** One tab: in tests, and in browsers without locks. */
export function oneTab(): Tabs {
  return { alone: (work) => work(), tell: () => undefined, listen: () => undefined };
}

/** The tabs of this browser. */
export function browserTabs(name = "haetae-wallet-household"): Tabs {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return oneTab();
  const channel = new BroadcastChannel(name);
  return {
    alone: (work) => navigator.locks.request(name, work),
    tell: () => channel.postMessage("changed"),
    listen: (heard) => {
      channel.onmessage = () => heard();
    },
  };
}
