import { useEffect, useRef, useState } from "preact/hooks";
import { CameraError, openCamera } from "../camera/camera.js";
import type { Messages } from "../messages/messages.js";

interface CameraViewProps {
  messages: Messages;
  /** What to do, or what was wrong with the last code. */
  message: string;
  /** Receives every code that is read. It must stay the same function. */
  found: (text: string) => Promise<void>;
}

/** The camera's picture with a frame to aim by, or why there is none. */
export function CameraView({ messages, message, found }: CameraViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<CameraError["kind"]>();
  useEffect(() => {
    const place = video.current;
    if (place === null) return;
    const camera = openCamera(place, found);
    camera.catch((error: unknown) => setProblem(error instanceof CameraError ? error.kind : "missing"));
    return () =>
      void camera.then(
        (end) => end(),
        () => undefined,
      );
  }, [found]);
  return (
    <>
      <p role="status">
        {problem === undefined && message}
        {problem === "denied" && messages.cameraDenied}
        {problem === "missing" && messages.cameraMissing}
      </p>
      {problem === undefined && (
        <div class="view">
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a video without controls cannot have the focus */}
          <video ref={video} playsInline muted aria-hidden="true" />
          <div class="aim" />
        </div>
      )}
    </>
  );
}
