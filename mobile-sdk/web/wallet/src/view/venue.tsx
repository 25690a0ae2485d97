import { useCallback, useEffect, useState } from "preact/hooks";
import type { ViewProps } from "./app.js";
import { Bar } from "./bar.js";
import { CameraView } from "./camera-view.js";

/** The venue's challenge that codes answer now, if any. It ends after this many seconds. */
export function useChallengeAnswer(now: number, seconds: number) {
  const [answer, setAnswer] = useState<{ challenge: string; until: number }>();
  const isOver = answer !== undefined && now >= answer.until;
  useEffect(() => {
    if (isOver) setAnswer(undefined);
  }, [isOver]);
  return {
    challenge: isOver ? undefined : answer?.challenge,
    begin: (challenge: string) => setAnswer({ challenge, until: now + seconds }),
    end: () => setAnswer(undefined),
  };
}

interface VenueScanProps extends ViewProps {
  read: (challenge: string) => void;
  close: () => void;
}

/** Reads a venue's challenge with the camera. */
export function VenueScan({ app, messages, switchLanguage, read, close }: VenueScanProps) {
  const [isOther, setOther] = useState(false);
  const found = useCallback(
    async (text: string) => {
      if (await app.engine.isChallenge(text)) read(text);
      else setOther(true);
    },
    [app],
  );
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main>
        <div class="camera">
          <CameraView
            messages={messages}
            message={isOther ? messages.venueCodeWrong : messages.venueCodeAim}
            found={found}
          />
          <button type="button" onClick={close}>
            {messages.back}
          </button>
        </div>
      </main>
    </>
  );
}
