import { type IssuedPass, type LiveCode, type PhoneTime, timeToShow } from "@haetae/sdk";
import { keepScreenOn } from "@haetae/shell/wake-lock";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { isDue } from "../present/interval.js";
import type { WalletApp } from "./app.js";

/** How often to check whether a new code is due, in milliseconds. */
const CHECK_EVERY = 250;

/** Renders again whenever a target sends an event. */
export function useEvent(target: EventTarget, name: string): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const listener = () => draw(undefined as never);
    target.addEventListener(name, listener);
    return () => target.removeEventListener(name, listener);
  }, [target, name]);
}

/** The part of the address that selects the view, and a function that changes it. */
export function useHash(): [string, (to: string) => void] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const read = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  const go = (to: string) => {
    location.hash = to;
  };
  return [hash, go];
}

/** For the heading of a view that has just opened: a screen reader starts there. */
export function useFocusedHeading() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return heading;
}

/** The time, read every quarter of a second while the page is visible; rendered again only when the second changes. */
export function useTime(app: WalletApp): PhoneTime {
  const [time, setTime] = useState(() => app.wallet.time());
  useEffect(() => {
    const read = () => {
      if (document.visibilityState !== "visible") return;
      const next = app.wallet.time();
      setTime((last) => (isSame(last, next) ? last : next));
    };
    const timer = setInterval(read, CHECK_EVERY);
    document.addEventListener("visibilitychange", read);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", read);
    };
  }, [app]);
  return time;
}

function isSame(last: PhoneTime, next: PhoneTime): boolean {
  return Math.floor(last.now) === Math.floor(next.now) && last.trust === next.trust && last.behind === next.behind;
}

/** The code that is shown of a holder, and the challenge that it answers. */
interface ShownCode {
  holder: string;
  challenge: string | undefined;
  code: LiveCode | undefined;
}

/** The live code of a holder of these passes. The old one stays until the new one is ready: the page is never blank. */
export function useLiveCode(
  app: WalletApp,
  holder: string | undefined,
  passes: readonly IssuedPass[],
  challenge: string | undefined,
): LiveCode | undefined {
  const held = useRef(passes);
  held.current = passes;
  const [shown, setShown] = useState<ShownCode>();
  const last = useRef<ShownCode | undefined>(undefined);
  useEffect(() => {
    if (holder === undefined) return;
    let making = false;
    let ended = false;
    const look = async () => {
      const fits = last.current?.holder === holder && last.current.challenge === challenge;
      if (
        making ||
        document.visibilityState !== "visible" ||
        (fits && !isDue(last.current?.code?.made, timeToShow(app.wallet.time(), held.current).now))
      )
        return;
      making = true;
      try {
        const made = await app.wallet.present(holder, challenge);
        if (!ended) {
          last.current = { holder, challenge, code: made.text === undefined ? undefined : made };
          setShown(last.current);
        }
      } catch (error) {
        console.error(error);
      }
      making = false;
    };
    const onSight = () => void look();
    onSight();
    const timer = setInterval(onSight, CHECK_EVERY);
    document.addEventListener("visibilitychange", onSight);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onSight);
    };
  }, [app, holder, challenge]);
  return shown !== undefined && shown.holder === holder ? shown.code : undefined;
}

/** Keeps the screen on while a code is shown, if the browser can. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => (wanted ? keepScreenOn() : undefined), [wanted]);
}
