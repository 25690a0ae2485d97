import type { QueuePlace } from "@haetae/sdk";
import { useEffect, useState } from "preact/hooks";
import type { WalletApp } from "../view/app.js";

/** How often the place is worked out, in milliseconds: a range of minutes goes on between two readings. */
const CHECK_EVERY = 1_000;

/** The place of somebody who waits, also while the page is hidden: its title shows it. `undefined` if it is unknown. */
export function usePlace(app: WalletApp, id: string): QueuePlace | undefined {
  const [place, setPlace] = useState<QueuePlace>();
  useEffect(() => {
    let ended = false;
    const look = () =>
      void app.profiles.place(id).then((next) => {
        if (!ended) setPlace((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
      }, console.error);
    look();
    const timer = setInterval(look, CHECK_EVERY);
    app.profiles.addEventListener("change", look);
    return () => {
      ended = true;
      clearInterval(timer);
      app.profiles.removeEventListener("change", look);
    };
  }, [app, id]);
  return place;
}
