import type { TabLock } from "./tab-lock.js";

/** Tabs that take turns, and receive each other's notices. */
export function tabsOfOneBrowser(count: number): TabLock[] {
  let last: Promise<unknown> = Promise.resolve();
  const heard = new Map<number, () => void>();
  return Array.from({ length: count }, (_, place) => ({
    exclusive: <T>(work: () => Promise<T>) => {
      const done = last.then(work);
      last = done.catch(() => undefined);
      return done;
    },
    notify: () => {
      for (const [of, call] of heard) if (of !== place) call();
    },
    onNotified: (call) => {
      heard.set(place, call);
    },
  }));
}
