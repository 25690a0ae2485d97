import type { OutlookOrWhy } from "@haetae/sdk";
import { useEffect, useState } from "preact/hooks";
import type { WalletApp } from "../view/app.js";
import { isOutdated, type Looked } from "./next-look.js";

/** How often to check whether an outlook is outdated, in milliseconds. */
const CHECK_EVERY = 1_000;

/** Whose pass is looked at: a person's, by the id of the holder; or a paper pass, by its text. */
export type Shown = { holder: string } | { paper: string };

/**
 * Where a pass is good. It is made again when passes or rules change, when one of its times comes and when the clock is
 * set; `undefined` until it is known.
 */
export function useOutlook(app: WalletApp, shown: Shown | undefined): OutlookOrWhy | undefined {
  const key = JSON.stringify(shown);
  const [known, setKnown] = useState<{ key: string; outlook: OutlookOrWhy | undefined }>();
  useEffect(() => {
    if (shown === undefined) return;
    let ended = false;
    let looking = false;
    let isNew = true;
    let last: Looked | undefined;
    const look = async () => {
      if (looking || document.visibilityState !== "visible") return;
      looking = true;
      try {
        const at = await app.wallet.time();
        if (isNew || last === undefined || isOutdated(last, at)) {
          isNew = false;
          const { wallet } = app;
          const outlook = await ("holder" in shown ? wallet.outlook(shown.holder) : wallet.paperOutlook(shown.paper));
          last = { outlook, at };
          if (!ended) setKnown({ key, outlook });
        }
      } catch (error) {
        console.error(error);
      }
      looking = false;
    };
    const onSight = () => void look();
    const onChange = () => {
      isNew = true;
      onSight();
    };
    onSight();
    const timer = setInterval(onSight, CHECK_EVERY);
    document.addEventListener("visibilitychange", onSight);
    for (const target of [app.profiles, app.papers]) target.addEventListener("change", onChange);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onSight);
      for (const target of [app.profiles, app.papers]) target.removeEventListener("change", onChange);
    };
  }, [app, key]);
  return known?.key === key ? known.outlook : undefined;
}
