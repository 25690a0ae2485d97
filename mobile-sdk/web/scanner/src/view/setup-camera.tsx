import { useCallback } from "preact/hooks";
import type { CodeReader, Picture } from "../scan-session/checker";
import { useCamera } from "../scan-session/hooks";
import type { Settings } from "../settings/settings";
import { type Deployment, readSetupLink } from "../setup/link";
import { CameraView } from "./camera-view";

interface Props {
  readonly reader: CodeReader;
  readonly settings: Settings;
  readonly onOffer: (deployment: Deployment) => void;
}

/** A camera that reads only setup codes. */
export function SetupCamera({ reader, settings, onOffer }: Props) {
  const onFrame = useCallback(
    async (picture: Picture) => {
      const text = await reader.read(picture, "frame");
      const deployment = text === null ? null : readSetupLink(text);
      if (deployment) onOffer(deployment);
    },
    [reader, onOffer],
  );
  const { video, state, abilities, again } = useCamera(settings, true, onFrame);
  return (
    <CameraView
      video={video}
      state={state}
      mirrored={settings.mirror ?? abilities?.facesUser ?? false}
      language={settings.language}
      onAgain={again}
    />
  );
}
