import type { Clock, SyncStatus, TrustSync } from "@haetae/sdk";

/** So long the first visitor waits for the lists: with nothing in force, and with something that may be old. Milliseconds. */
const WITHOUT_DATA = 10_000;
const WITH_DATA = 3_000;

/**
 * What the first codes after the opening wait for: the first round of fetching, bounded from the opening on. Somebody who scans
 * while lists are on their way would be shown a warning that is untrue a second later.
 */
export async function firstSyncOf(sync: TrustSync, clock: Clock): Promise<() => Promise<void> | null> {
  const status = await sync.status();
  let isOver = status.settled;
  const over = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      sync.removeEventListener("change", look);
      clearTimeout(timer);
      resolve();
    };
    const look = async () => (await sync.status()).settled && end();
    const timer = setTimeout(end, isComplete(status, clock.now()) ? WITH_DATA : WITHOUT_DATA);
    sync.addEventListener("change", look);
    void look();
  });
  return () => (isOver ? null : over);
}

/** Whether all that today's codes need is in force and not old. */
function isComplete({ trust }: SyncStatus, now: number): boolean {
  const today = Math.floor(now / 86_400);
  const needed = new Set([`status/${today - 1}`, `status/${today}`]);
  return !trust.stale && trust.files.filter(({ name }) => needed.has(name)).every(({ newest }) => newest);
}
