import { frameOf, type PolicyList, type Verdict } from "@haetae/sdk";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Camera, type CameraAbilities, type CameraState } from "../camera/camera";
import { eachFrame } from "../camera/frames";
import { counted, type DayCounts, loadCounts, saveCounts } from "../counts/day";
import { civilDate } from "../messages/time";
import { keepPolicy, loadPolicy, POLICY_NAME, POLICY_STORES, type VenuePolicy } from "../policy/choice";
import { nextChange } from "../policy/standing";
import { type Lock, loadLock, saveLock } from "../settings/lock";
import { loadSettings, type Settings, saveSettings } from "../settings/settings";
import type { DataStatus } from "../trust/health";
import type { Checker, Picture } from "./checker";

/** The browser's storage, unless it is forbidden. */
export function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** The settings, and a function that changes and stores them. */
export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const [settings, setSettings] = useState(() => loadSettings(storage(), navigator.languages));
  const change = useCallback(
    (change: Partial<Settings>) =>
      setSettings((current) => {
        const next = { ...current, ...change };
        saveSettings(storage(), next);
        return next;
      }),
    [],
  );
  return [settings, change];
}

/** The PIN lock of the settings, if there is one, and a function that replaces it. */
export function useLock(): [Lock | null, (lock: Lock | null) => void] {
  const [lock, setLock] = useState(() => loadLock(storage()));
  const change = useCallback((next: Lock | null) => {
    saveLock(storage(), next);
    setLock(next);
  }, []);
  return [lock, change];
}

/** The venue's policy, `null` until it is read, and a function that replaces it. Another tab's choice is taken over. */
export function usePolicy(): [VenuePolicy | null, (policy: VenuePolicy) => void] {
  const [policy, setPolicy] = useState<VenuePolicy | null>(null);
  useEffect(() => {
    const load = () => void loadPolicy(POLICY_STORES).then(setPolicy);
    const onStorage = ({ key }: StorageEvent) => key === POLICY_NAME && load();
    load();
    addEventListener("storage", onStorage);
    return () => removeEventListener("storage", onStorage);
  }, []);
  const change = useCallback((next: VenuePolicy) => {
    setPolicy(next);
    void keepPolicy(POLICY_STORES, next);
  }, []);
  return [policy, change];
}

/** The day's counts, and a function that counts a verdict. */
export function useCounts(): [DayCounts, (verdict: Verdict) => void] {
  const [counts, setCounts] = useState(() => loadCounts(storage(), civilDate(Date.now())));
  const count = useCallback(
    (verdict: Verdict) =>
      setCounts((before) => {
        const next = counted(before, verdict, Date.now());
        saveCounts(storage(), next);
        return next;
      }),
    [],
  );
  const today = civilDate(Date.now());
  return [counts.day === today ? counts : { day: today, hours: {} }, count];
}

/** How often the ages on the screen are updated, in milliseconds. */
const REFRESH_EVERY = 5_000;

/** The longest wait of a browser's timer, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What a scanner trusts, which policies it has, and the time at which that was read. */
interface Trusted {
  readonly trust: DataStatus | null;
  readonly policies: PolicyList | null;
  readonly now: number;
}

/**
 * What this scanner trusts and the time, read every few seconds, at the second at which a policy begins or ends, and on
 * request.
 */
export function useTrust(checker: Checker): Trusted & { refresh: () => Promise<void> } {
  const [seen, setSeen] = useState<Trusted>({ trust: null, policies: null, now: Date.now() / 1000 });
  const refresh = useMemo(
    () =>
      oneAtATime(async () => {
        // Before the rest: a policy that begins in between is seen at the next look, which is then due at once.
        const now = checker.now();
        const [trust, policies] = await Promise.all([checker.trust(), checker.policies()]);
        setSeen({ trust, policies, now });
      }),
    [checker],
  );
  // Set again after each look: a clock that is set moves the second.
  useEffect(() => {
    const change = seen.policies && nextChange(seen.policies, seen.now);
    if (change === null) return;
    const wait = Math.max(Math.round((change - checker.now()) * 1000), 0);
    const timer = setTimeout(refresh, Math.min(wait, LONGEST_TIMER));
    return () => clearTimeout(timer);
  }, [checker, refresh, seen]);
  useEffect(() => {
    void refresh();
    const timer = setInterval(refresh, REFRESH_EVERY);
    const end = checker.onChange(refresh);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [checker, refresh]);
  return { ...seen, refresh };
}

/**
 * Runs something once more when it is done, however often it was requested in between: files of a set arrive together.
 * The promise is kept when what was requested is done.
 */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  const runAll = async () => {
    do {
      again = false;
      await work().catch(() => undefined);
    } while (again);
    running = null;
  };
  return () => {
    if (running) again = true;
    else running = runAll();
    return running;
  };
}

export interface CameraHandle {
  readonly video: preact.RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  readonly abilities: CameraAbilities | null;
  readonly camera: () => Camera | null;
  readonly again: () => void;
}

/** The camera, and each of its frames while `reading`. */
export function useCamera(
  settings: Settings,
  reading: boolean,
  onFrame: (picture: Picture) => Promise<void>,
): CameraHandle {
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera | null>(null);
  const [{ state, abilities }, setState] = useState<{ state: CameraState; abilities: CameraAbilities | null }>({
    state: "off",
    abilities: null,
  });
  const { useCamera: wanted, cameraId } = settings;

  useEffect(() => {
    if (!video.current || !wanted) return setState({ state: "off", abilities: null });
    const started = new Camera(video.current, (state, abilities) => setState({ state, abilities }));
    camera.current = started;
    started.start(cameraId);
    return () => {
      camera.current = null;
      started.stop();
    };
  }, [wanted, cameraId]);

  useEffect(() => {
    if (state !== "on" || !video.current) return;
    return eachFrame(video.current, async (element, at) => {
      camera.current?.frameArrived(at);
      if (reading) await onFrame(await frameOf(element));
    });
  }, [state, reading, onFrame]);

  const again = useCallback(() => camera.current?.start(cameraId), [cameraId]);
  return { video, state, abilities, camera: () => camera.current, again };
}
