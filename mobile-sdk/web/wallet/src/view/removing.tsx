import { useEffect, useRef } from "preact/hooks";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";

/** Asks before passes are removed. */
export function Removing({ app, id, name, words, close }: { app: App; id: string; name: string; words: Words; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="removing">
      <p id="removing">{words.removeSure(name)}</p>
      <div class="acts">
        <button type="button" autofocus onClick={close}>
          {words.cancel}
        </button>
        <button
          type="button"
          onClick={() => {
            close();
            void app.household.remove(id);
          }}
        >
          {words.yesRemove}
        </button>
      </div>
    </dialog>
  );
}
