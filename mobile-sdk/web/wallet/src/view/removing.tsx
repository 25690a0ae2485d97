import { useEffect, useRef } from "preact/hooks";
import type { Words } from "../words/words.js";

interface RemovingProps {
  question: string;
  words: Words;
  remove: () => void;
  close: () => void;
}

/** Asks before something is removed. */
export function Removing({ question, words, remove, close }: RemovingProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="removing">
      <p id="removing">{question}</p>
      <div class="acts">
        <button type="button" autofocus onClick={close}>
          {words.cancel}
        </button>
        <button
          type="button"
          onClick={() => {
            close();
            remove();
          }}
        >
          {words.yesRemove}
        </button>
      </div>
    </dialog>
  );
}
