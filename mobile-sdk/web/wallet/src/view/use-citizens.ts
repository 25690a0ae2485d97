import { RequestTimer } from "@haetae/sdk";
import { useEffect, useState } from "preact/hooks";
import type { Citizen } from "../service/client.js";
import { type Reason, serviceProblemOf } from "../service/problem.js";
import type { WalletApp } from "./app.js";

/** The search begins this long after the last letter, in milliseconds. */
const SETTLED = 250;

/** Why the list is missing, and when the next try is, in seconds since 1970. */
export interface NotFound {
  reason: Reason;
  nextTry: number;
}

/**
 * The synthetic citizens that a search finds. A failure is tried again: after a pause, when the network is back, or on
 * request.
 */
export function useCitizens(app: WalletApp, search: string) {
  const [citizens, setCitizens] = useState<Citizen[]>();
  const [notFound, setNotFound] = useState<NotFound>();
  const [round, setRound] = useState(0);
  const [timer] = useState(() => new RequestTimer(app.engine));
  useEffect(() => {
    let ended = false;
    let asked = 0;
    let next: ReturnType<typeof setTimeout>;
    const find = async () => {
      // Of two requests the newer counts: one from before the network came back may hang.
      asked += 1;
      const own = asked;
      clearTimeout(next);
      const now = () => app.wallet.clock.now();
      try {
        await timer.note({ what: "sent" }, now());
        const found = await app.client.citizens(search);
        if (ended || own !== asked) return;
        await timer.note({ what: "answered" }, now());
        setCitizens(found);
        setNotFound(undefined);
      } catch (error) {
        if (ended || own !== asked) return;
        const { reason, retryAfter } = serviceProblemOf(error);
        const nextTry = await timer.note({ what: "failed", retryAfter, urgent: true }, now());
        setNotFound({ reason, nextTry });
        next = setTimeout(again, (nextTry - now()) * 1000);
      }
    };
    const again = () => void find();
    next = setTimeout(again, search === "" || round > 0 ? 0 : SETTLED);
    addEventListener("online", again);
    return () => {
      ended = true;
      clearTimeout(next);
      removeEventListener("online", again);
    };
  }, [app, search, round, timer]);
  return { citizens, notFound, again: () => setRound((last) => last + 1) };
}
