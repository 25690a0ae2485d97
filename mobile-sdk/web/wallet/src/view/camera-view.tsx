import { useEffect, useRef, useState } from "preact/hooks";
import { CameraProblem, openCamera } from "../camera/camera.js";
import type { Words } from "../words/words.js";

interface CameraViewProps {
  words: Words;
  /** What to do, or what was wrong with what was read. */
  said: string;
  /** Is given every code that is read. It must stay the same function. */
  found: (text: string) => Promise<void>;
}

/** The camera's picture with a frame to aim by, or why there is none. */
export function CameraView({ words, said, found }: CameraViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<CameraProblem["kind"]>();
  useEffect(() => {
    const place = video.current;
    if (place === null) return;
    const camera = openCamera(place, found);
    camera.catch((error: unknown) => setProblem(error instanceof CameraProblem ? error.kind : "missing"));
    return () => void camera.then((end) => end(), () => undefined);
  }, [found]);
  return (
    <>
      <p role="status">
        {problem === undefined && said}
        {problem === "denied" && words.cameraDenied}
        {problem === "missing" && words.cameraMissing}
      </p>
      {problem === undefined && (
        <div class="view">
          <video ref={video} playsInline muted aria-hidden="true" />
          <div class="aim" />
        </div>
      )}
    </>
  );
}
