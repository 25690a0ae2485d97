import { useCallback, useState } from "preact/hooks";
import { readPhoto, UnreadablePhoto } from "../camera/photo.js";
import { type ReadPaper, readPaper } from "../papers/reading.js";
import type { ViewProps } from "./app.js";
import { Bar } from "./bar.js";
import { CameraView } from "./camera-view.js";
import { useFocusedHeading } from "./hooks.js";
import { KeepPaper } from "./keep-paper.js";

interface TakePaperProps extends ViewProps {
  done: (id: string) => void;
  back: () => void;
}

/** Reads a paper pass: with the camera, from a photo, or as the text of its code. */
export function TakePaper({ app, messages, switchLanguage, done, back }: TakePaperProps) {
  const [said, setSaid] = useState("");
  const [read, setRead] = useState<ReadPaper>();
  const [pasted, setPasted] = useState("");
  const heading = useFocusedHeading();
  const look = useCallback(
    async (text: string) => {
      const found = await readPaper(text, app.engine, app.wallet.clock.now());
      if (found.kind === "paper") setRead(found);
      else setSaid(found.kind);
    },
    [app],
  );
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    setSaid("");
    try {
      const text = await readPhoto(file);
      if (text === undefined) setSaid("no-code");
      else await look(text);
    } catch (error) {
      setSaid(error instanceof UnreadablePhoto ? "no-picture" : "no-code");
    }
  };
  const { paper } = messages;
  const answers: Record<string, string> = {
    ...paper.no,
    "no-code": paper.noCodeInPhoto,
    "no-picture": paper.notAPhoto,
  };
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main>
        {read !== undefined ? (
          <KeepPaper app={app} messages={messages} read={read} done={done} again={() => setRead(undefined)} />
        ) : (
          <div class="camera take">
            <h2 tabIndex={-1} ref={heading}>
              {paper.take}
            </h2>
            {said !== "" && (
              <p class="note" role="alert">
                {answers[said]}
              </p>
            )}
            <CameraView messages={messages} message={paper.aim} found={look} />
            <label class="button">
              {paper.photo}
              <input
                class="spoken"
                type="file"
                accept="image/*"
                onChange={(event) => void choose(event.currentTarget.files?.[0])}
              />
            </label>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                setSaid("");
                void look(pasted);
              }}
            >
              <details>
                <summary>{paper.paste}</summary>
                <label class="field">
                  {paper.pasteField}
                  <textarea
                    rows={4}
                    spellcheck={false}
                    autocomplete="off"
                    value={pasted}
                    onInput={(event) => setPasted(event.currentTarget.value)}
                  />
                </label>
                <button type="submit">{paper.pasteRead}</button>
              </details>
            </form>
            <button type="button" onClick={back}>
              {messages.back}
            </button>
          </div>
        )}
      </main>
    </>
  );
}
