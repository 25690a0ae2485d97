import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Reading } from "../clock/clock.js";
import { keyProblem, type LiveCode, makeLiveCode } from "../present/live-code.js";
import { isDue } from "../present/rhythm.js";
import type { KeptPass } from "../store/model.js";
import type { App } from "./app-parts.js";

/** So often it is looked whether a new code is due, in milliseconds. */
const LOOK = 250;

/** Draws anew whenever a target sends an event. */
export function useEvent(target: EventTarget, name: string): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const listener = () => draw(undefined as never);
    target.addEventListener(name, listener);
    return () => target.removeEventListener(name, listener);
  }, [target, name]);
}

/** The time, read every quarter of a second while the page is in sight; drawn anew only where the second changes. */
export function useReading(app: App): Reading {
  const [reading, setReading] = useState(() => app.clock.read());
  useEffect(() => {
    const read = () => {
      if (document.visibilityState !== "visible") return;
      const next = app.clock.read();
      setReading((last) => (Math.floor(last.now) === Math.floor(next.now) && last.state === next.state && last.aheadBy === next.aheadBy ? last : next));
    };
    const timer = setInterval(read, LOOK);
    document.addEventListener("visibilitychange", read);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", read);
    };
  }, [app]);
  return reading;
}

/** The living code of a pass. The old one stays until the new one is there: the page is never blank. */
export function useLiveCode(app: App, pass: KeptPass | undefined, challenge: string | undefined): LiveCode | undefined {
  const [code, setCode] = useState<LiveCode>();
  const shown = useRef<{ code: LiveCode | undefined; challenge: string | undefined }>({ code: undefined, challenge: undefined });
  useEffect(() => {
    if (pass === undefined) return;
    let making = false;
    let ended = false;
    const look = async () => {
      const { now } = app.clock.read();
      const { code: last, challenge: answered } = shown.current;
      const fits = last?.pass.qr === pass.qr && answered === challenge;
      if (making || document.visibilityState !== "visible" || (fits && !isDue(last.signed, now))) return;
      making = true;
      try {
        const key = await app.database.key(pass.holder, pass.day);
        if (key === undefined) throw keyProblem(pass.day);
        const made = await makeLiveCode(app.engine, pass, key.pair, now, challenge);
        if (!ended) {
          shown.current = { code: made, challenge };
          setCode(made);
        }
      } catch (error) {
        console.error(error);
      }
      making = false;
    };
    void look();
    const timer = setInterval(() => void look(), LOOK);
    const onSight = () => void look();
    document.addEventListener("visibilitychange", onSight);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onSight);
    };
  }, [app, pass?.qr, challenge]);
  return pass !== undefined && code?.pass.holder === pass.holder ? code : undefined;
}

/** Keeps the screen on while a code is shown, where the browser can. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let ended = false;
    const ask = () => {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock.request("screen").then(
        (got) => {
          if (ended) void got.release();
          else lock = got;
        },
        // A low battery refuses it: the code is shown all the same.
        () => undefined,
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      ended = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, [wanted]);
}

/** Whether the browser says that there is a network. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const read = () => setOnline(navigator.onLine);
    addEventListener("online", read);
    addEventListener("offline", read);
    return () => {
      removeEventListener("online", read);
      removeEventListener("offline", read);
    };
  }, []);
  return online;
}
