import type { Coverage, LiveCode } from "@haetae/sdk";
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

/** The time in whole seconds since 1970. */
export function useNow(app: WalletApp): number {
  const read = () => Math.floor(app.wallet.clock.now());
  const [now, setNow] = useState(read);
  useEffect(() => {
    const timer = setInterval(() => setNow(read()), CHECK_EVERY);
    return () => clearInterval(timer);
  }, [app]);
  return now;
}

/**
 * What a holder can show, read every quarter of a second while the page is visible; rendered again only when it or the
 * second changes. `undefined` until it is known.
 */
export function useCoverage(app: WalletApp, holder: string): Coverage | undefined {
  const [coverage, setCoverage] = useState<Coverage>();
  useEffect(() => {
    let reading = false;
    let ended = false;
    const read = async () => {
      if (reading || document.visibilityState !== "visible") return;
      reading = true;
      try {
        const next = await app.wallet.coverage(holder);
        if (!ended) setCoverage((last) => (last !== undefined && isSame(last, next) ? last : next));
      } catch (error) {
        console.error(error);
      }
      reading = false;
    };
    const onSight = () => void read();
    onSight();
    const timer = setInterval(onSight, CHECK_EVERY);
    document.addEventListener("visibilitychange", onSight);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onSight);
    };
  }, [app, holder]);
  return coverage;
}

function isSame(last: Coverage, next: Coverage): boolean {
  const isSameTime =
    Math.floor(last.time.now) === Math.floor(next.time.now) &&
    last.time.state === next.time.state &&
    last.time.behind === next.time.behind;
  return isSameTime && last.until === next.until && last.nothing === next.nothing;
}

/** The code that is shown of a holder, and the challenge that it answers. */
interface ShownCode {
  holder: string;
  challenge: string | undefined;
  code: LiveCode | undefined;
}

/** The live code of a holder. The old one stays until the new one is ready: the page is never blank. */
export function useLiveCode(
  app: WalletApp,
  holder: string | undefined,
  challenge: string | undefined,
): LiveCode | undefined {
  const [shown, setShown] = useState<ShownCode>();
  const last = useRef<ShownCode | undefined>(undefined);
  useEffect(() => {
    if (holder === undefined) return;
    let making = false;
    let ended = false;
    const look = async () => {
      if (making || document.visibilityState !== "visible") return;
      making = true;
      try {
        const fits = last.current?.holder === holder && last.current.challenge === challenge;
        const isNeeded = !fits || isDue(last.current?.code, (await app.wallet.coverage(holder)).time.now);
        const made = isNeeded ? await app.wallet.present(holder, challenge) : undefined;
        if (!ended && made !== undefined) {
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
