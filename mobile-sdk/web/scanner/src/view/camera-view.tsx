import type { ComponentChildren, Ref } from "preact";
import type { CameraState } from "../camera/camera";
import type { Language } from "../words/language";
import { other, screenWords } from "../words/screens";
import { Icon } from "./icons";

interface Props {
  readonly video: Ref<HTMLVideoElement | null>;
  readonly state: CameraState;
  readonly mirrored: boolean;
  readonly language: Language;
  readonly onAgain: () => void;
  readonly children?: ComponentChildren;
}

/** The camera's picture with a frame to aim at, or why there is none and what to do. */
export function CameraView({ video, state, mirrored, language, onAgain, children }: Props) {
  const words = screenWords(language);
  return (
    <div class={`camera ${state}`}>
      <video ref={video} class={mirrored ? "mirrored" : ""} playsInline muted autoPlay aria-hidden="true" tabIndex={-1} />
      {state === "on" ? (
        <div class="aim">
          <div class="frame" aria-hidden="true"><i /><i /><i /><i /></div>
          <p>
            <span lang={language}>{words.hold}</span>
            <small lang={other(language)}>{screenWords(other(language)).hold}</small>
          </p>
        </div>
      ) : (
        <div class="trouble" lang={language} role="status">
          <Icon name="camera" />
          <h2>{title(state, language)}</h2>
          <p>{advice(state, language)}</p>
          {state !== "starting" && state !== "off" && <button type="button" class="button strong" onClick={onAgain}>{words.camera.again}</button>}
        </div>
      )}
      {children}
    </div>
  );
}

function title(state: CameraState, language: Language): string {
  const words = screenWords(language).camera;
  return state === "on" ? "" : words[state];
}

function advice(state: CameraState, language: Language): string {
  const words = screenWords(language).camera;
  return state === "on" || state === "starting" ? "" : words[`${state}What`];
}
