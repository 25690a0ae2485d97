import { useEffect, useRef } from "preact/hooks";
import type { Messages } from "../messages/messages.js";

interface RemovingProps {
  question: string;
  messages: Messages;
  remove: () => void;
  close: () => void;
}

/** Asks before something is removed. */
export function Removing({ question, messages, remove, close }: RemovingProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="removing">
      <p id="removing">{question}</p>
      <div class="acts">
        <button type="button" autofocus onClick={close}>
          {messages.cancel}
        </button>
        <button
          type="button"
          onClick={() => {
            close();
            remove();
          }}
        >
          {messages.yesRemove}
        </button>
      </div>
    </dialog>
  );
}
