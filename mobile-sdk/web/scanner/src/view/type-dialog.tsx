import { useState } from "preact/hooks";
import { type Reading, readTyped } from "../handheld/reading";
import { type Language, messagesIn } from "../messages/messages";
import { Dialog } from "./dialog";

interface Props {
  readonly language: Language;
  readonly onCode: (reading: Reading) => void;
  readonly onClose: () => void;
}

/** Typing or pasting the text of a code. A hand-held scanner may type here too: its end key checks the code. */
export function TypeDialog({ language, onCode, onClose }: Props) {
  const messages = messagesIn(language).type;
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const check = () => {
    const reading = readTyped(text);
    setWrong(reading.texts.length === 0);
    if (reading.texts.length > 0) onCode(reading);
  };
  return (
    <Dialog title={messagesIn(language).menu.type} close={messagesIn(language).close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          check();
        }}
      >
        <label class="field tall">
          <span>{messages.label}</span>
          <textarea
            rows={5}
            maxLength={5_000}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            placeholder={messages.hint}
            value={text}
            aria-invalid={wrong}
            aria-describedby="type-wrong"
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.isComposing) return;
              event.preventDefault();
              check();
            }}
          />
        </label>
        <p class="note">{messages.how}</p>
        <p id="type-wrong" class="answer" role="status">
          {wrong ? messages.notCode : ""}
        </p>
        <footer>
          <button type="submit" class="button strong">
            {messages.check}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
