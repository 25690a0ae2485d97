import { useOnline } from "@haetae/shell/use-online";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Checker, Picture, Reader } from "../door/core";
import { total } from "../counts/day";
import { Door, type Hint } from "../door/door";
import { useCamera, useCounts, useTrust } from "../door/hooks";
import { listenToHandheld } from "../handheld/keyboard";
import type { Lock } from "../settings/lock";
import type { Settings } from "../settings/settings";
import type { Contact } from "../setup/link";
import { Receiver } from "../series/receiver";
import { NOTHING, type Receiving } from "../series/receiving";
import type { Loudspeaker } from "../signals/tones";
import { vibrate } from "../signals/vibration";
import { speak } from "../signals/voice";
import type { Shown } from "../training/specimens";
import { WAITING, type Screen } from "../verdict/screen";
import type { Verdict } from "@haetae/sdk";
import type { ScreenWords } from "../words/en";
import { other, screenWords } from "../words/screens";
import { Bar, Notices } from "./bar";
import { CameraView } from "./camera-view";
import { ChallengeView } from "./challenge";
import { CountsDialog } from "./counts-dialog";
import { DataDialog } from "./data-dialog";
import { Look } from "./look";
import { PinDialog } from "./pin";
import { ReceivingView, receivingSpoken } from "./receiving";
import { SettingsDialog } from "./settings-dialog";
import { ShowDialog } from "./show";
import { Specimens } from "./specimens";
import { Tools } from "./tools";
import { TypeDialog } from "./type-dialog";
import { inWords, VerdictView } from "./verdict";

interface Props {
  readonly reader: Reader;
  readonly checker: Checker;
  readonly settings: Settings;
  readonly loudspeaker: Loudspeaker;
  readonly soundOff: boolean;
  readonly persistent: boolean | null;
  readonly newVersion: boolean;
  /** The specimens in training; `null` at a real door. */
  readonly specimens: readonly Shown[] | null;
  /** The issuer as people reach it, if that is known. */
  readonly contact: Contact | null;
  /** What stands before the settings. */
  readonly lock: Lock | null;
  readonly onLock: (lock: Lock | null) => void;
  readonly onChange: (change: Partial<Settings>) => void;
  /** Begins or ends training; `false` where there are no specimens. */
  readonly onTraining: () => Promise<boolean>;
  readonly onNewVersion: () => void;
  readonly onFailed: () => void;
  /** Tells whoever exchanges the page how long ago the last code was. */
  readonly onDoor: (door: Door | null) => void;
}

/** The door: camera or verdict, and what is always in sight. */
export function DoorView(props: Props) {
  const { reader, checker, settings, loudspeaker, specimens, contact } = props;
  const words = screenWords(settings.language);
  const [screen, setScreen] = useState<Screen>(WAITING);
  const [hint, setHint] = useState<Hint | null>(null);
  const [problem, setProblem] = useState<{ readonly kind: string | null } | null>(null);
  const [arriving, setArriving] = useState(false);
  const [typing, setTyping] = useState(0);
  const [receiving, setReceiving] = useState<Receiving>(NOTHING);
  const [dialog, setDialog] = useState<"data" | "counts" | "pin" | "settings" | "type" | "show" | null>(null);
  const [torch, setTorch] = useState(false);
  const [counts, count] = useCounts();
  const online = useOnline();
  const { trust, now, look } = useTrust(checker);
  const main = useRef<HTMLElement>(null);

  // What a verdict does besides showing follows the settings of the moment it comes.
  const judged = useRef<(verdict: Verdict) => void>(() => undefined);
  judged.current = (verdict) => {
    if (settings.sound) loudspeaker.play(verdict.outcome);
    if (settings.vibration) vibrate(verdict.outcome);
    if (settings.voice) speak(inWords(verdict, settings.language, contact), settings.language);
    setDialog(null);
    setProblem(null);
    look();
    if (!specimens) count(verdict);
  };

  const receiver = useMemo(() => new Receiver(checker.screens, setReceiving), [checker]);
  useEffect(() => {
    setReceiving(NOTHING);
    return () => receiver.close();
  }, [receiver]);
  useEffect(look, [receiving.kind]);
  const door = useMemo(
    () =>
      new Door(reader, checker, receiver, {
        changed: setScreen,
        judged: (verdict) => judged.current(verdict),
        hint: setHint,
        waiting: setArriving,
        failed: props.onFailed,
      }),
    [reader, checker, receiver],
  );
  useEffect(() => {
    props.onDoor(door);
    setScreen(WAITING);
    return () => {
      door.close();
      props.onDoor(null);
    };
  }, [door]);

  const needsAnswer = settings.challenge && specimens === null;
  useEffect(() => void checker.requireChallenge(needsAnswer).catch(props.onFailed), [checker, needsAnswer]);
  useEffect(() => door.dataChanged(), [door, trust?.keys?.version, trust?.lists?.version]);

  useEffect(
    () =>
      listenToHandheld(document, {
        typing: setTyping,
        read: (reading) => {
          setTyping(0);
          void door.typed(reading);
        },
      }),
    [door],
  );

  const onFrame = useCallback((picture: Picture) => door.frame(picture), [door]);
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
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && door.touched();
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [verdict, door]);

  const place = { language: settings.language, now };
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
    await door.photo(opened);
  };

  return (
    <div class="door" lang={settings.language}>
      <Bar
        trust={trust}
        now={now}
        online={online}
        language={settings.language}
        admitted={total(counts, "admit")}
        onData={() => setDialog("data")}
        onCounts={() => setDialog("counts")}
        onLanguage={() => props.onChange({ language: other(settings.language) })}
        onSettings={() => setDialog(props.lock ? "pin" : "settings")}
      />
      <Notices trust={trust} now={now} language={settings.language} training={specimens !== null} soundOff={props.soundOff && settings.sound} />
      <main ref={main} tabIndex={-1}>
        <h1 class="unseen">{words.name}</h1>
        <div class="waiting" inert={verdict !== null}>
          <CameraView video={video} state={state} mirrored={mirrored} language={settings.language} onAgain={again}>
            <div class="above">
              {screen.look && <Look verdict={screen.look} language={settings.language} onTouch={() => door.touched()} />}
              {typing > 0 && <p class="typing">{words.typing(typing)}</p>}
              {arriving && <p class="typing arriving" role="status">{words.arriving}</p>}
              {hint && !verdict && <p class="typing warn" role="status">{words.hints[hint]}</p>}
              {problem && <p class="typing warn" role="status">{fileWords(problem.kind, words.photo)}</p>}
            </div>
            <div class="below">
              <ReceivingView state={receiving} trust={trust} now={now} language={settings.language} onDismiss={() => receiver.dismiss()} />
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
          {needsAnswer && <ChallengeView checker={checker} language={settings.language} />}
          {specimens && <Specimens specimens={specimens} language={settings.language} onChoose={(reading) => void door.typed(reading)} />}
        </div>
        {verdict && (
          <VerdictView
            key={screen.serial}
            verdict={verdict}
            place={place}
            twoLanguages={settings.twoLanguages}
            contact={contact}
            hint={hint && words.hints[hint]}
            onTouch={() => door.touched()}
          />
        )}
      </main>
      <p class="unseen" role="alert" lang={settings.language}>
        {verdict && <span key={screen.serial}>{inWords(verdict, settings.language, contact)}</span>}
      </p>
      <p class="unseen" role="status" lang={settings.language}>{receivingSpoken({ state: receiving, trust, now, language: settings.language })}</p>
      {dialog === "data" && (
        <DataDialog
          trust={trust}
          now={now}
          language={settings.language}
          persistent={props.persistent}
          newVersion={props.newVersion}
          onBundle={async (bytes) => checker.takeBundle(bytes).finally(look)}
          onUpdate={async () => {
            const contact = await checker.update();
            look();
            return { contact, trust: await checker.trust() };
          }}
          onReceive={checker.screens && receive}
          onShow={checker.screens && trust?.keys && trust.lists ? () => setDialog("show") : null}
          onNewVersion={props.onNewVersion}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "show" && checker.screens && (
        <ShowDialog screens={checker.screens} trust={trust} now={now} language={settings.language} onClose={closeShow} />
      )}
      {dialog === "counts" && <CountsDialog counts={counts} language={settings.language} onClose={() => setDialog(null)} />}
      {dialog === "pin" && props.lock && (
        <PinDialog lock={props.lock} language={settings.language} onOpen={() => setDialog("settings")} onClose={() => setDialog(null)} />
      )}
      {dialog === "settings" && (
        <SettingsDialog
          settings={settings}
          abilities={abilities}
          training={specimens !== null}
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
            void door.typed(reading);
          }}
        />
      )}
    </div>
  );
}

/** Formats that every browser opens: where one does not, the file is damaged. */
const COMMON: ReadonlySet<string> = new Set(["PNG", "JPEG"]);

/** Why a file cannot be looked at. It says nothing of whoever shows it. */
function fileWords(kind: string | null, words: ScreenWords["photo"]): string {
  if (kind === null) return words.unknown;
  return COMMON.has(kind) ? words.damaged : words.format(kind);
}
