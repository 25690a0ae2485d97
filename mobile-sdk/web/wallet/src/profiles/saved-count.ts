const KEY = "haetae-wallet-count";

/**
 * How many passes there are on this phone, written down in another place than they are: a browser that clears or loses its database
 * leaves this often, and then the wallet can say what has happened.
 */
export function saveCount(count: number, storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, String(count));
  } catch {
    // Full, or not allowed: then a loss is not noticed.
  }
}

/** How many there were when it was last written down. */
export function savedCount(storage: Pick<Storage, "getItem"> = localStorage): number {
  try {
    return Number.parseInt(storage.getItem(KEY) ?? "0", 10) || 0;
  } catch {
    return 0;
  }
}
