import { useEffect, useState } from "preact/hooks";
import type { Citizen } from "../service/client.js";
import { type Reason, serviceProblemOf } from "../service/problem.js";
import { FOREGROUND, pause } from "../service/retry.js";
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
  useEffect(() => {
    let ended = false;
    let asked = 0;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout>;
    const find = async () => {
      // Of two requests the newer counts: one from before the network came back may hang.
      asked += 1;
      const own = asked;
      clearTimeout(timer);
      try {
        const found = await app.client.citizens(search);
        if (ended || own !== asked) return;
        setCitizens(found);
        setNotFound(undefined);
      } catch (error) {
        if (ended || own !== asked) return;
        const { reason, retryAfter } = serviceProblemOf(error);
        failures += 1;
        const wait = pause(failures, FOREGROUND, retryAfter, Math.random());
        setNotFound({ reason, nextTry: app.wallet.clock.now() + wait });
        timer = setTimeout(again, wait * 1000);
      }
    };
    const again = () => void find();
    timer = setTimeout(again, search === "" || round > 0 ? 0 : SETTLED);
    addEventListener("online", again);
    return () => {
      ended = true;
      clearTimeout(timer);
      removeEventListener("online", again);
    };
  }, [app, search, round]);
  return { citizens, notFound, again: () => setRound((last) => last + 1) };
}
