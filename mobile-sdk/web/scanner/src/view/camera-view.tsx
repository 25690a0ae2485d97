import type { ComponentChildren, Ref } from "preact";
import type { CameraState } from "../camera/camera";
import { type Language, messagesIn, otherLanguage } from "../messages/messages";
import { Icon } from "./icons";

interface Props {
  readonly video: Ref<HTMLVideoElement | null>;
  readonly state: CameraState;
  readonly mirrored: boolean;
  readonly language: Language;
  readonly onAgain: () => void;
  readonly children?: ComponentChildren;
}

/** The camera's picture with a frame to aim at; or why there is none, and what to do. */
export function CameraView({ video, state, mirrored, language, onAgain, children }: Props) {
  const messages = messagesIn(language);
  return (
    <div class={`camera ${state}`}>
      <video
        ref={video}
        class={mirrored ? "mirrored" : ""}
        playsInline
        muted
        autoPlay
        aria-hidden="true"
        tabIndex={-1}
      />
      {state === "on" ? (
        <div class="aim">
          <div class="frame" aria-hidden="true">
            <i />
            <i />
            <i />
            <i />
          </div>
          <p>
            <span lang={language}>{messages.hold}</span>
            <small lang={otherLanguage(language)}>{messagesIn(otherLanguage(language)).hold}</small>
          </p>
        </div>
      ) : (
        <div class="trouble" lang={language} role="status">
          <Icon name="camera" />
          <h2>{title(state, language)}</h2>
          <p>{advice(state, language)}</p>
          {state !== "starting" && state !== "off" && (
            <button type="button" class="button strong" onClick={onAgain}>
              {messages.camera.again}
            </button>
          )}
        </div>
      )}
      {children}
    </div>
  );
}

function title(state: CameraState, language: Language): string {
  const messages = messagesIn(language).camera;
  return state === "on" ? "" : messages[state];
}

function advice(state: CameraState, language: Language): string {
  const messages = messagesIn(language).camera;
  return state === "on" || state === "starting" ? "" : messages[`${state}What`];
}
