import type { FetchStatus } from "./status.js";

/** What tabs send each other. */
export type TabMessage =
  /** To all: the data in force in the leading tab. */
  | { kind: "taken"; snapshot: Uint8Array }
  /** To all: what came of the last fetch. */
  | { kind: "fetched"; status: FetchStatus }
  /** To the tab that leads: a tab has started and wants both. */
  | { kind: "started" }
  /** To the tab that leads: look for new data. */
  | { kind: "refresh" }
  /** To the tab that leads: a code of an unknown key was shown. */
  | { kind: "unknown-key" }
  /** To the tab that leads: this code was shown, and the status list of its day is missing or not the newest. */
  | { kind: "status-lacking"; text: string }
  /** To the tab that leads: this was taken here. */
  | { kind: "bundle"; bytes: Uint8Array };

/** How the tabs of one browser share the work: one of them leads, fetches, writes, and informs the others. */
export interface Tabs {
  /** Calls `lead` once this tab leads, and keeps the lead until the promise is settled or `signal` ends it. */
  lead(lead: () => Promise<void>, signal: AbortSignal): void;
  send(message: TabMessage): void;
  /** Calls `heard` with each message of another tab. */
  listen(heard: (message: TabMessage) => void): void;
  close(): void;
}

/** A program without other tabs: Node, and browsers without locks. */
export function noTabs(): Tabs {
  return { lead: (lead) => void lead(), send: () => undefined, listen: () => undefined, close: () => undefined };
}

/** The tabs of a browser that show the same scanner. */
export function browserTabs(name = "haetae-trust"): Tabs {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return noTabs();
  const channel = new BroadcastChannel(name);
  return {
    // A rejection means that the signal ended the waiting.
    lead: (lead, signal) => void navigator.locks.request(name, { signal }, lead).catch(() => undefined),
    send: (message) => channel.postMessage(message),
    listen: (heard) => {
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => heard(data);
    },
    close: () => channel.close(),
  };
}
