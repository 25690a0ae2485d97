import { keepScreenOn } from "@haetae/shell/wake-lock";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { otherLanguage } from "./messages/messages";
import { policyAfterSetup } from "./policy/choice";
import type { Checker } from "./scan-session/checker";
import { useLock, usePolicy, useSettings } from "./scan-session/hooks";
import { type Engine, openChecker, openEngine, openTraining, readerOf } from "./scan-session/sdk-checker";
import type { ScanSession } from "./scan-session/session";
import { type Deployment, type IssuerContact, readDeployment, readSetupLink, sameRoots } from "./setup/link";
import { DEPLOYMENT_STORES, loadPinned, pin, servedDeployment } from "./setup/pinned";
import { arePublic } from "./setup/public-roots";
import { Loudspeaker } from "./signals/signals";
import { type CheckedSpecimen, checkSpecimens, loadTraining } from "./training/specimens";
import { useNewVersion } from "./update";
import { Failure, Loading } from "./view/plain";
import { ScanView } from "./view/scan-view";
import { SetupView } from "./view/setup";
import { SetupCamera } from "./view/setup-camera";

/** The whole app: the setup, then a scan session; or the reason why there is none. */
export function App() {
  const [settings, change] = useSettings();
  const [lock, changeLock] = useLock();
  const [policy, changePolicy] = usePolicy();
  const [engine, setEngine] = useState<Engine | null>(null);
  const reader = useMemo(() => engine && readerOf(engine), [engine]);
  const [deployment, setDeployment] = useState<Deployment | null | "loading">("loading");
  const [offered, setOffered] = useState<Deployment | null>(() => readSetupLink(location.hash));
  const [checker, setChecker] = useState<Checker | null>(null);
  const [training, setTraining] = useState<{ specimens: readonly CheckedSpecimen[]; checker: Checker } | null>(null);
  const [contact, setContact] = useState<IssuerContact | null>(null);
  const [failed, setFailed] = useState(false);
  const [persistent, setPersistent] = useState<boolean | null>(null);
  const session = useRef<ScanSession | null>(null);
  const { loudspeaker, soundOff } = useLoudspeaker();
  const { newVersion, exchange } = useNewVersion(() => session.current?.isIdle(performance.now()) ?? true);
  const { language } = settings;

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(keepScreenOn, []);
  useEffect(() => {
    openEngine().then(setEngine, () => setFailed(true));
    loadPinned(DEPLOYMENT_STORES, servedDeployment).then(setDeployment, () => setDeployment(null));
    const onHash = () => setOffered(readSetupLink(location.hash));
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);

  useEffect(() => {
    if (!engine || !policy || deployment === "loading" || deployment === null) return;
    let stopped = false;
    let opened: Checker | null = null;
    const keep = (checker: Checker) => {
      if (stopped) return checker.close();
      opened = checker;
      setChecker(checker);
    };
    openChecker(engine, deployment, policy.id).then(keep, () => setFailed(true));
    // Asked for once there is data to lose.
    void navigator.storage?.persist?.().then(setPersistent, () => undefined);
    return () => {
      stopped = true;
      opened?.close();
    };
  }, [engine, deployment, policy !== null]);
  useEffect(() => {
    if (checker && policy) void checker.choosePolicy(policy.id).catch(() => setFailed(true));
  }, [checker, policy?.id]);

  const known = deployment !== "loading" && deployment !== null ? deployment : null;
  const isKnown = (one: Deployment) =>
    known !== null && sameRoots(known.roots, one.roots) && known.origin === one.origin;
  // A link to the keys that are trusted already needs no confirmation, unless it changes what is chosen or locked.
  const unlocks = policy?.locked === true && !offered?.policy?.locked;
  const changes = (one: Deployment) => one.lock !== undefined || one.policy !== undefined || unlocks;
  const asks = offered !== null && (!isKnown(offered) || changes(offered));

  // The issuer's contact may change; which keys this scanner trusts does not change with it.
  useEffect(() => {
    if (!known) return;
    setContact(known.contact ?? null);
    const take = (served: Deployment | null) => served?.contact && isKnown(served) && setContact(served.contact);
    void servedDeployment()
      .then(readDeployment)
      .then(take)
      .catch(() => undefined);
  }, [deployment]);

  const decide = useCallback(
    (accepted: boolean) => {
      history.replaceState(null, "", location.pathname + location.search);
      setOffered(null);
      if (!accepted || !offered) return;
      if (offered.lock) changeLock(offered.lock);
      if (policy) changePolicy(policyAfterSetup(policy, offered.policy));
      if (isKnown(offered)) return;
      setChecker(null);
      void pin(DEPLOYMENT_STORES, offered).then(setDeployment);
    },
    [offered, deployment, policy],
  );

  const toggleTraining = useCallback(async () => {
    if (training) {
      training.checker.close();
      setTraining(null);
      return true;
    }
    const data = await loadTraining();
    if (!data) return false;
    const checker = await openTraining(data);
    setTraining({ specimens: await checkSpecimens(checker, data.codes), checker });
    return true;
  }, [training]);

  const onSession = useCallback((opened: ScanSession | null) => {
    session.current = opened;
  }, []);

  if (failed) return <Failure language={language} />;
  if (deployment === "loading" || !policy || !reader) return <Loading language={language} />;
  if (!known || asks) {
    return (
      <SetupView
        language={language}
        offered={asks ? offered : null}
        replaces={!known ? "nothing" : offered && isKnown(offered) ? "same_keys" : "other_keys"}
        unlocks={unlocks}
        camera={<SetupCamera reader={reader} settings={settings} onOffer={setOffered} />}
        onLanguage={() => change({ language: otherLanguage(language) })}
        onOffer={setOffered}
        onDecide={decide}
      />
    );
  }
  if (!checker) return <Loading language={language} />;
  return (
    <ScanView
      key={training ? "training" : "scan"}
      reader={reader}
      checker={training?.checker ?? checker}
      settings={settings}
      loudspeaker={loudspeaker}
      soundOff={soundOff}
      persistent={persistent}
      newVersion={newVersion}
      contact={contact}
      lock={lock}
      onLock={changeLock}
      policy={policy}
      onPolicy={(id) => changePolicy({ id, locked: false })}
      specimens={training?.specimens ?? null}
      sandbox={arePublic(known.roots)}
      onChange={change}
      onTraining={toggleTraining}
      onNewVersion={exchange}
      onFailed={() => setFailed(true)}
      onSession={onSession}
    />
  );
}

/** The loudspeaker. Browsers open it at the first touch. */
function useLoudspeaker() {
  const loudspeaker = useMemo(() => new Loudspeaker(), []);
  const [soundOff, setSoundOff] = useState(false);
  useEffect(() => {
    const open = () => void loudspeaker.open().then(() => setSoundOff(!loudspeaker.isOpen));
    open();
    // A browser that waits for a touch does not answer before.
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
