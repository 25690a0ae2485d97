const KEY = "haetae-wallet-count";

/**
 * The number of passes on this phone, stored apart from them: a browser that clears or loses its database often leaves
 * this, and then the wallet can say what has happened.
 */
export function saveCount(count: number, storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, String(count));
  } catch {
    // Full, or not allowed: a loss would not be noticed.
  }
}

/** The last stored count. */
export function savedCount(storage: Pick<Storage, "getItem"> = localStorage): number {
  try {
    return Number.parseInt(storage.getItem(KEY) ?? "0", 10) || 0;
  } catch {
    return 0;
  }
}
