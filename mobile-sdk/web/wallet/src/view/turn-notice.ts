import { useEffect } from "preact/hooks";
import type { Messages } from "../messages/messages.js";
import { notifyOfTurn } from "../queue/notification.js";
import type { WalletApp } from "./app.js";

/** Notifies of each turn, whichever view is open. */
export function useTurnNotice(app: WalletApp, messages: Messages): void {
  useEffect(() => {
    const called = (event: Event) => {
      void notifyOfTurn((event as CustomEvent<string>).detail, messages.queue.notice).catch(console.error);
    };
    app.profiles.addEventListener("turn", called);
    return () => app.profiles.removeEventListener("turn", called);
  }, [app, messages]);
}
