import type { Reached } from "./status.js";

/** What tabs tell each other. */
export type Told =
  /** To all: what is in force in the tab that leads. */
  | { told: "taken"; snapshot: Uint8Array }
  /** To all: what came of the last fetch. */
  | { told: "reached"; reached: Reached }
  /** To the tab that leads: tell both, a tab has begun. */
  | { told: "begun" }
  /** To the tab that leads: look for news. */
  | { told: "refresh" }
  /** To the tab that leads: a code of an unknown key was shown. */
  | { told: "unknown-key" }
  /** To the tab that leads: this was taken here. */
  | { told: "bundle"; bytes: Uint8Array };

/** How the tabs of one browser share the work: one of them leads, fetches, writes, and tells the others. */
export interface Tabs {
  /** Calls `lead` once this tab leads, and keeps the lead until what it returns is settled or `signal` ends it. */
  lead(lead: () => Promise<void>, signal: AbortSignal): void;
  tell(told: Told): void;
  /** Calls `heard` for what other tabs tell. */
  listen(heard: (told: Told) => void): void;
  close(): void;
}

/** One program, nobody to share with: Node, and browsers without locks. */
export function noTabs(): Tabs {
  return { lead: (lead) => void lead(), tell: () => undefined, listen: () => undefined, close: () => undefined };
}

/** The tabs of a browser that show the same scanner. */
export function browserTabs(name = "haetae-trust"): Tabs {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return noTabs();
  const channel = new BroadcastChannel(name);
  return {
    // A rejection means that the signal ended the waiting.
    lead: (lead, signal) => void navigator.locks.request(name, { signal }, lead).catch(() => undefined),
    tell: (told) => channel.postMessage(told),
    listen: (heard) => {
      channel.onmessage = ({ data }: MessageEvent<Told>) => heard(data);
    },
    close: () => channel.close(),
  };
}
