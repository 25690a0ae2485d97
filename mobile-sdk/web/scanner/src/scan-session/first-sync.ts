import type { Clock, SyncStatus, TrustSync } from "@haetae/sdk";

/** How long the first visitor waits for the lists, in milliseconds: without any data, and with data that may be old. */
const WITHOUT_DATA = 10_000;
const WITH_DATA = 3_000;

/**
 * The first codes after the start wait for the first round of fetching, for a limited time. Otherwise a scan while
 * lists are loading would show a warning that is wrong a second later.
 */
export async function firstSyncOf(sync: TrustSync, clock: Clock): Promise<() => Promise<void> | null> {
  const status = await sync.status();
  let isOver = status.settled;
  const over = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      sync.removeEventListener("change", check);
      clearTimeout(timer);
      resolve();
    };
    const check = async () => (await sync.status()).settled && end();
    const timer = setTimeout(end, isComplete(status, clock.now()) ? WITH_DATA : WITHOUT_DATA);
    sync.addEventListener("change", check);
    void check();
  });
  return () => (isOver ? null : over);
}

/** Whether all data for today's codes is in force and fresh. */
function isComplete({ trust }: SyncStatus, now: number): boolean {
  const today = Math.floor(now / 86_400);
  const needed = new Set([`status/${today - 1}`, `status/${today}`]);
  return !trust.stale && trust.files.filter(({ name }) => needed.has(name)).every(({ newest }) => newest);
}
