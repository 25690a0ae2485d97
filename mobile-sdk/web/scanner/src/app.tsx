import { keepScreenOn } from "@haetae/shell/wake-lock";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Checker } from "./door/core";
import type { Door } from "./door/door";
import { useSettings } from "./door/hooks";
import { openChecker, openEngine, openTraining, readerOf, type Engine } from "./door/sdk";
import { readSetupLink, sameRoots, type Deployment } from "./setup/link";
import { SHELVES, loadPinned, pin, servedDeployment } from "./setup/pinned";
import { Loudspeaker } from "./signals/tones";
import { loadTraining, type Training } from "./training/specimens";
import { useNewVersion } from "./update";
import { DoorView } from "./view/door-view";
import { Failure, Loading } from "./view/plain";
import { SetupCamera } from "./view/setup-camera";
import { SetupView } from "./view/setup";

/** The whole app: set up, then a door; or why not. */
export function App() {
  const [settings, change] = useSettings();
  const [engine, setEngine] = useState<Engine | null>(null);
  const reader = useMemo(() => engine && readerOf(engine), [engine]);
  const [deployment, setDeployment] = useState<Deployment | null | "loading">("loading");
  const [offered, setOffered] = useState<Deployment | null>(() => readSetupLink(location.hash));
  const [checker, setChecker] = useState<Checker | null>(null);
  const [training, setTraining] = useState<{ data: Training; checker: Checker } | null>(null);
  const [failed, setFailed] = useState(false);
  const [persistent, setPersistent] = useState<boolean | null>(null);
  const door = useRef<Door | null>(null);
  const { loudspeaker, soundOff } = useLoudspeaker();
  const { newVersion, exchange } = useNewVersion(() => door.current?.isQuiet(performance.now()) ?? true);
  const { language } = settings;

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(keepScreenOn, []);
  useEffect(() => {
    openEngine().then(setEngine, () => setFailed(true));
    loadPinned(SHELVES, servedDeployment).then(setDeployment, () => setDeployment(null));
    const onHash = () => setOffered(readSetupLink(location.hash));
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);

  useEffect(() => {
    if (!engine || deployment === "loading" || deployment === null) return;
    let stopped = false;
    let opened: Checker | null = null;
    const keep = (checker: Checker) => {
      if (stopped) return checker.close();
      opened = checker;
      setChecker(checker);
    };
    openChecker(engine, deployment).then(keep, () => setFailed(true));
    // Asked for once there is something to lose.
    void navigator.storage?.persist?.().then(setPersistent, () => undefined);
    return () => {
      stopped = true;
      opened?.close();
    };
  }, [engine, deployment]);

  // A link to the keys that are trusted anyway asks nothing.
  const known = deployment !== "loading" && deployment !== null ? deployment : null;
  const asks = offered !== null && !(known && sameRoots(known.roots, offered.roots) && known.origin === offered.origin);

  const decide = useCallback(
    (accepted: boolean) => {
      history.replaceState(null, "", location.pathname + location.search);
      setOffered(null);
      if (accepted && offered) {
        setChecker(null);
        void pin(SHELVES, offered).then(setDeployment);
      }
    },
    [offered],
  );

  const toggleTraining = useCallback(async () => {
    if (training) {
      training.checker.close();
      setTraining(null);
      return true;
    }
    const data = await loadTraining();
    if (data) setTraining({ data, checker: await openTraining(data) });
    return data !== null;
  }, [training]);

  const onDoor = useMemo(() => (opened: Door | null) => void (door.current = opened), []);

  if (failed) return <Failure language={language} />;
  if (deployment === "loading" || !reader) return <Loading language={language} />;
  if (!known || asks) {
    return (
      <SetupView
        language={language}
        offered={asks ? offered : null}
        replaces={known !== null}
        camera={<SetupCamera reader={reader} settings={settings} onOffer={setOffered} />}
        onOffer={setOffered}
        onDecide={decide}
      />
    );
  }
  if (!checker) return <Loading language={language} />;
  return (
    <DoorView
      key={training ? "training" : "door"}
      reader={reader}
      checker={training?.checker ?? checker}
      settings={settings}
      loudspeaker={loudspeaker}
      soundOff={soundOff}
      persistent={persistent}
      newVersion={newVersion}
      specimens={training?.data.codes ?? null}
      onChange={change}
      onTraining={toggleTraining}
      onNewVersion={exchange}
      onFailed={() => setFailed(true)}
      onDoor={onDoor}
    />
  );
}

/** The loudspeaker, opened by the first touch, as browsers want it. */
function useLoudspeaker() {
  const loudspeaker = useMemo(() => new Loudspeaker(), []);
  const [soundOff, setSoundOff] = useState(false);
  useEffect(() => {
    const open = () => void loudspeaker.open().then(() => setSoundOff(!loudspeaker.isOpen));
    open();
    // A browser that waits for a touch does not answer before it.
    const timer = setTimeout(() => setSoundOff(!loudspeaker.isOpen), 500);
    addEventListener("pointerdown", open);
    addEventListener("keydown", open);
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerdown", open);
      removeEventListener("keydown", open);
    };
  }, [loudspeaker]);
  return { loudspeaker, soundOff };
}
