import { useEffect, useRef, useState } from "preact/hooks";
import { CameraProblem, openCamera } from "../camera/camera.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { Bar } from "./bar.js";

/** A scanner tries a challenge for so long, in seconds (wire format, section 4). */
const ANSWERED = 120;

/** The venue's challenge that codes answer now, if any. It ends by itself. */
export function useAnswer(now: number) {
  const [answer, setAnswer] = useState<{ challenge: string; until: number }>();
  const isOver = answer !== undefined && now >= answer.until;
  useEffect(() => {
    if (isOver) setAnswer(undefined);
  }, [isOver]);
  return {
    challenge: isOver ? undefined : answer?.challenge,
    begin: (challenge: string) => setAnswer({ challenge, until: now + ANSWERED }),
    end: () => setAnswer(undefined),
  };
}

interface VenueScanProps {
  app: App;
  words: Words;
  language: () => void;
  read: (challenge: string) => void;
  close: () => void;
}

/** Reads a venue's challenge with the camera. */
export function VenueScan({ app, words, language, read, close }: VenueScanProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<"denied" | "missing">();
  const [other, setOther] = useState(false);
  useEffect(() => {
    const place = video.current;
    if (place === null) return;
    const found = async (text: string) => {
      if (await app.engine.isChallenge(text)) read(text);
      else setOther(true);
    };
    const camera = openCamera(place, found);
    camera.catch((error: unknown) => setProblem(error instanceof CameraProblem ? error.kind : "missing"));
    return () => void camera.then((end) => end(), () => undefined);
  }, [app]);
  return (
    <>
      <Bar words={words} language={language} />
      <main>
        <div class="camera">
          <p role="status">
            {problem === undefined && (other ? words.venueCodeWrong : words.venueCodeAim)}
            {problem === "denied" && words.cameraDenied}
            {problem === "missing" && words.cameraMissing}
          </p>
          {problem === undefined && (
            <div class="view">
              <video ref={video} playsInline muted aria-hidden="true" />
              <div class="aim" />
            </div>
          )}
          <button type="button" onClick={close}>
            {words.back}
          </button>
        </div>
      </main>
    </>
  );
}
