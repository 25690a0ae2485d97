import type { Verdict } from "@haetae/sdk";
import { useOnline } from "@haetae/shell/use-online";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { total } from "../counts/day";
import { listenToHandheld } from "../handheld/keyboard";
import type { Messages } from "../messages/en";
import { messagesIn, otherLanguage } from "../messages/messages";
import { NO_POLICY, type VenuePolicy } from "../policy/choice";
import { standingOf } from "../policy/standing";
import { problemWords } from "../policy/words";
import type { Checker, CodeReader, Picture } from "../scan-session/checker";
import { useCamera, useCounts, useTrust } from "../scan-session/hooks";
import { type Hint, ScanSession } from "../scan-session/session";
import { Receiver } from "../series/receiver";
import { NOT_RECEIVING, type Receiving } from "../series/receiving";
import type { Lock } from "../settings/lock";
import type { Settings } from "../settings/settings";
import type { IssuerContact } from "../setup/link";
import { type Loudspeaker, vibrate } from "../signals/signals";
import { speak } from "../signals/voice";
import type { CheckedSpecimen } from "../training/specimens";
import { EMPTY_SCREEN, type Screen } from "../verdict/screen";
import { Bar, Notices } from "./bar";
import { CameraView } from "./camera-view";
import { ChallengeView } from "./challenge";
import { CountsDialog } from "./counts-dialog";
import { DataDialog } from "./data-dialog";
import { PinDialog } from "./pin";
import { PolicyBar } from "./policy-bar";
import { PolicyDialog } from "./policy-dialog";
import { ReceivingView, receivingSpoken } from "./receiving";
import { Reminder } from "./reminder";
import { SettingsDialog } from "./settings-dialog";
import { ShowDialog } from "./show";
import { Specimens } from "./specimens";
import { Tools } from "./tools";
import { TypeDialog } from "./type-dialog";
import { spokenVerdict, VerdictView } from "./verdict";

interface Props {
  readonly reader: CodeReader;
  readonly checker: Checker;
  readonly settings: Settings;
  readonly loudspeaker: Loudspeaker;
  readonly soundOff: boolean;
  readonly persistent: boolean | null;
  readonly newVersion: boolean;
  /** The specimens in training; `null` otherwise. */
  readonly specimens: readonly CheckedSpecimen[] | null;
  /** Whether the passes are those of a sandbox, which anybody can make. */
  readonly sandbox: boolean;
  /** The issuer's contact, if known. */
  readonly contact: IssuerContact | null;
  /** The PIN lock of the settings. */
  readonly lock: Lock | null;
  readonly onLock: (lock: Lock | null) => void;
  readonly policy: VenuePolicy;
  readonly onPolicy: (id: string | null) => void;
  readonly onChange: (change: Partial<Settings>) => void;
  /** Starts or ends training; `false` without specimens. */
  readonly onTraining: () => Promise<boolean>;
  readonly onNewVersion: () => void;
  readonly onFailed: () => void;
  /** Passes the session on, so that an update of the page knows how long ago the last code was. */
  readonly onSession: (session: ScanSession | null) => void;
}

/** The scan session on the screen: camera or verdict, and what is always visible. */
export function ScanView(props: Props) {
  const { reader, checker, settings, loudspeaker, specimens, contact } = props;
  const messages = messagesIn(settings.language);
  const [screen, setScreen] = useState<Screen>(EMPTY_SCREEN);
  const [hint, setHint] = useState<Hint | null>(null);
  const [problem, setProblem] = useState<{ readonly kind: string | null } | null>(null);
  const [isSyncing, setSyncing] = useState(false);
  const [typing, setTyping] = useState(0);
  const [receiving, setReceiving] = useState<Receiving>(NOT_RECEIVING);
  const [dialog, setDialog] = useState<"data" | "counts" | "pin" | "policy" | "settings" | "type" | "show" | null>(
    null,
  );
  const [torch, setTorch] = useState(false);
  const [counts, count] = useCounts();
  const online = useOnline();
  const { trust, policies, now, refresh } = useTrust(checker);
  const main = useRef<HTMLElement>(null);

  // Sound, vibration and voice follow the settings at the time of the verdict.
  const onVerdict = useRef<(verdict: Verdict) => void>(() => undefined);
  onVerdict.current = (verdict) => {
    if (settings.sound) loudspeaker.play(verdict.outcome);
    if (settings.vibration) vibrate(verdict.outcome);
    if (settings.voice) speak(spokenVerdict(verdict, settings.language, contact), settings.language);
    setDialog(null);
    setProblem(null);
    void refresh();
    if (!specimens) count(verdict);
  };

  const receiver = useMemo(() => new Receiver(checker.transfer, setReceiving), [checker]);
  useEffect(() => {
    setReceiving(NOT_RECEIVING);
    return () => receiver.close();
  }, [receiver]);
  useEffect(() => void refresh(), [receiving.kind]);
  const session = useMemo(
    () =>
      new ScanSession(reader, checker, receiver, {
        changed: setScreen,
        checked: (verdict) => onVerdict.current(verdict),
        hint: setHint,
        waiting: setSyncing,
        failed: props.onFailed,
      }),
    [reader, checker, receiver],
  );
  useEffect(() => {
    props.onSession(session);
    setScreen(EMPTY_SCREEN);
    return () => {
      session.close();
      props.onSession(null);
    };
  }, [session]);

  const place = { language: settings.language, now };
  // In training each specimen brings its own policy.
  const policy = specimens === null ? props.policy : NO_POLICY;
  const standing = policies && policy.id !== null ? standingOf(policies, policy.id, now) : null;
  const current = standing?.problem === null ? standing.policy : null;
  useEffect(() => session.policyChanged(), [session, policy.id, current?.from]);

  const asksChallenge = settings.challenge && specimens === null;
  const policyChallenge = current?.challenge_required ?? false;
  useEffect(() => void checker.requireChallenge(asksChallenge).catch(props.onFailed), [checker, asksChallenge]);
  useEffect(() => session.dataChanged(), [session, trust?.keys?.version, trust?.lists?.version]);

  useEffect(
    () =>
      listenToHandheld(document, {
        typing: setTyping,
        read: (reading) => {
          setTyping(0);
          void session.typed(reading);
        },
      }),
    [session],
  );

  const onFrame = useCallback((picture: Picture) => session.frame(picture), [session]);
  const { video, state, abilities, camera, again } = useCamera(settings, dialog === null, onFrame);
  useEffect(() => {
    if (abilities?.zoom && settings.zoom > 1) void camera()?.zoom(settings.zoom);
    setTorch(false);
  }, [abilities]);

  const { verdict } = screen;
  const wasShown = useRef(false);
  useEffect(() => {
    if (wasShown.current && !verdict) main.current?.focus({ preventScroll: true });
    wasShown.current = verdict !== null;
  }, [verdict]);
  useEffect(() => {
    if (!verdict) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && session.touched();
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [verdict, session]);

  const openSettings = () => setDialog(props.lock ? "pin" : "settings");
  const closeShow = () => {
    setDialog(null);
    main.current?.focus({ preventScroll: true });
  };
  const receive = () => {
    setDialog(null);
    receiver.ask();
  };
  const mirrored = settings.mirror ?? abilities?.facesUser ?? false;
  const photo = async (file: File) => {
    const opened = await reader.open(file);
    if ("kind" in opened) return setProblem(opened);
    setProblem(null);
    await session.photo(opened);
  };

  return (
    <div class={props.sandbox ? "scan sandbox" : "scan"} lang={settings.language}>
      <Bar
        trust={trust}
        now={now}
        online={online}
        language={settings.language}
        admitted={total(counts, "admit")}
        onData={() => setDialog("data")}
        onCounts={() => setDialog("counts")}
        onLanguage={() => props.onChange({ language: otherLanguage(settings.language) })}
        onSettings={openSettings}
      />
      {specimens === null && (
        <PolicyBar
          chosen={policy}
          policies={policies}
          standing={standing}
          place={place}
          onOpen={() => setDialog("policy")}
        />
      )}
      <Notices
        trust={trust}
        now={now}
        language={settings.language}
        training={specimens !== null}
        sandbox={props.sandbox}
        policyProblem={standing ? problemWords(standing, policy, place) : ""}
        soundOff={props.soundOff && settings.sound}
      />
      <main ref={main} tabIndex={-1}>
        <h1 class="unseen">{messages.name}</h1>
        <div class="waiting" inert={verdict !== null}>
          <CameraView video={video} state={state} mirrored={mirrored} language={settings.language} onAgain={again}>
            <div class="above">
              {screen.reminder && (
                <Reminder verdict={screen.reminder} language={settings.language} onTouch={() => session.touched()} />
              )}
              {typing > 0 && <p class="typing">{messages.typing(typing)}</p>}
              {isSyncing && (
                <p class="typing syncing" role="status">
                  {messages.loadingLists}
                </p>
              )}
              {hint && !verdict && (
                <p class="typing warn" role="status">
                  {messages.hints[hint]}
                </p>
              )}
              {problem && (
                <p class="typing warn" role="status">
                  {fileProblem(problem.kind, messages.photo)}
                </p>
              )}
            </div>
            <div class="below">
              <ReceivingView
                state={receiving}
                trust={trust}
                now={now}
                language={settings.language}
                onDismiss={() => receiver.dismiss()}
              />
              <Tools
                language={settings.language}
                abilities={abilities}
                torch={torch}
                zoom={settings.zoom}
                onTorch={(on) => {
                  setTorch(on);
                  void camera()?.torch(on);
                }}
                onZoom={(zoom) => {
                  props.onChange({ zoom });
                  void camera()?.zoom(zoom);
                }}
                onType={() => setDialog("type")}
                onPhoto={(file) => void photo(file)}
              />
            </div>
          </CameraView>
          {(asksChallenge || policyChallenge) && <ChallengeView checker={checker} language={settings.language} />}
          {specimens && (
            <Specimens
              specimens={specimens}
              language={settings.language}
              onChoose={(reading) => void session.typed(reading)}
            />
          )}
        </div>
        {verdict && (
          <VerdictView
            key={screen.serial}
            verdict={verdict}
            place={place}
            twoLanguages={settings.twoLanguages}
            byPolicy={policy.id !== null || isBySpecimensPolicy(verdict, specimens)}
            contact={contact}
            hint={hint && messages.hints[hint]}
            onTouch={() => session.touched()}
          />
        )}
      </main>
      <p class="unseen" role="alert" lang={settings.language}>
        {verdict && <span key={screen.serial}>{spokenVerdict(verdict, settings.language, contact)}</span>}
      </p>
      <p class="unseen" role="status" lang={settings.language}>
        {receivingSpoken({ state: receiving, trust, now, language: settings.language })}
      </p>
      {dialog === "data" && (
        <DataDialog
          trust={trust}
          now={now}
          language={settings.language}
          persistent={props.persistent}
          newVersion={props.newVersion}
          onBundle={async (bytes) => checker.takeBundle(bytes).finally(refresh)}
          onUpdate={async () => {
            const network = await checker.update();
            await refresh();
            return { network, trust: await checker.trust() };
          }}
          onReceive={checker.transfer && receive}
          onShow={checker.transfer && trust?.keys && trust.lists ? () => setDialog("show") : null}
          onNewVersion={props.onNewVersion}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "show" && checker.transfer && (
        <ShowDialog
          transfer={checker.transfer}
          trust={trust}
          now={now}
          language={settings.language}
          onClose={closeShow}
        />
      )}
      {dialog === "counts" && (
        <CountsDialog counts={counts} language={settings.language} onClose={() => setDialog(null)} />
      )}
      {dialog === "pin" && props.lock && (
        <PinDialog
          lock={props.lock}
          language={settings.language}
          onOpen={() => setDialog("settings")}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "policy" && (
        <PolicyDialog
          chosen={policy}
          policies={policies}
          standing={standing}
          place={place}
          onChoose={openSettings}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "settings" && (
        <SettingsDialog
          settings={settings}
          abilities={abilities}
          training={specimens !== null}
          policy={policy}
          policies={policies}
          policyChallenge={policyChallenge}
          place={place}
          onPolicy={props.onPolicy}
          isLocked={props.lock !== null}
          onLock={props.onLock}
          onChange={props.onChange}
          onTrySound={() => loudspeaker.play("admit")}
          onTraining={props.onTraining}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "type" && (
        <TypeDialog
          language={settings.language}
          onClose={() => setDialog(null)}
          onCode={(reading) => {
            setDialog(null);
            void session.typed(reading);
          }}
        />
      )}
    </div>
  );
}

/** Whether a specimen brought a policy: without one an admission always has its evidence. */
function isBySpecimensPolicy(verdict: Verdict, specimens: readonly CheckedSpecimen[] | null): boolean {
  return specimens !== null && verdict.outcome === "admit" && verdict.evidence === undefined;
}

/** Formats that every browser opens: if this one does not, the file is damaged. */
const COMMON: ReadonlySet<string> = new Set(["PNG", "JPEG"]);

/** Why a file cannot be read. It says nothing about the visitor. */
function fileProblem(kind: string | null, messages: Messages["photo"]): string {
  if (kind === null) return messages.unknown;
  return COMMON.has(kind) ? messages.damaged : messages.format(kind);
}
