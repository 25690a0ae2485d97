/** Whether this browser can notify, and whether its owner has allowed it. */
export type Notifying = "impossible" | "askable" | "allowed" | "denied";

/** As things stand. A browser without a service worker cannot notify of a page in the background. */
export function notifying(): Notifying {
  if (typeof Notification === "undefined" || !("serviceWorker" in navigator)) return "impossible";
  return { default: "askable", granted: "allowed", denied: "denied" }[Notification.permission] as Notifying;
}

/** Asks the owner, who has just touched the button. */
export async function askToNotify(): Promise<Notifying> {
  await Notification.requestPermission();
  return notifying();
}

/**
 * Notifies of a turn, if the owner has allowed it and does not see the page. Tabs that learn of the same turn notify
 * once: the newer notification takes the place of the older.
 */
export async function notifyOfTurn(id: string, { title, body }: { title: string; body: string }): Promise<void> {
  if (notifying() !== "allowed" || document.visibilityState === "visible") return;
  const worker = await navigator.serviceWorker.ready;
  await worker.showNotification(title, {
    body,
    tag: `haetae-turn-${id}`,
    icon: "./icons/192.png",
    lang: document.documentElement.lang,
  });
}
