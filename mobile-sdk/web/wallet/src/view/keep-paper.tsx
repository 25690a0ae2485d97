import { useState } from "preact/hooks";
import type { Messages } from "../messages/messages.js";
import type { ReadPaper } from "../papers/reading.js";
import type { WalletApp } from "./app.js";
import { useFocusedHeading } from "./hooks.js";
import { PaperFacts, StatusNote } from "./paper-facts.js";

interface KeepPaperProps {
  app: WalletApp;
  messages: Messages;
  read: ReadPaper;
  done: (id: string) => void;
  again: () => void;
}

/** A paper pass that was read, before it is saved. */
export function KeepPaper({ app, messages, read, done, again }: KeepPaperProps) {
  const [label, setLabel] = useState("");
  const [isNotKept, setNotKept] = useState(false);
  const heading = useFocusedHeading();
  const keep = async () => {
    try {
      done(await app.papers.add(read.text, label.trim()));
    } catch (error) {
      console.error(error);
      setNotKept(true);
    }
  };
  const { paper } = messages;
  const { contact } = app.operator.deployment ?? {};
  return (
    <form
      class="read"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <h2 tabIndex={-1} ref={heading}>
        {paper.found}
      </h2>
      <StatusNote status={read.status} contact={contact} messages={messages} />
      {read.inspected.name !== undefined && <p class="who">{read.inspected.name}</p>}
      <PaperFacts inspected={read.inspected} zone={app.operator.zone} messages={messages} />
      <label class="field">
        {paper.label}
        <input type="text" maxLength={20} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />
      </label>
      {isNotKept && (
        <p class="note" role="alert">
          {messages.reason.storage}
        </p>
      )}
      <div class="acts">
        <button type="submit" class="first">
          {paper.keep}
        </button>
        <button type="button" onClick={again}>
          {paper.another}
        </button>
      </div>
    </form>
  );
}
