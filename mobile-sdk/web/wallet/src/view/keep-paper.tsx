import { useState } from "preact/hooks";
import type { ReadPaper } from "../papers/reading.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { useFocusedHeading } from "./hooks.js";
import { PaperFacts, StandingNote } from "./paper-facts.js";

interface KeepPaperProps {
  app: App;
  words: Words;
  read: ReadPaper;
  done: (id: string) => void;
  again: () => void;
}

/** What was read from a paper pass, before it is kept. */
export function KeepPaper({ app, words, read, done, again }: KeepPaperProps) {
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
  const { paper } = words;
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
      <StandingNote standing={read.standing} contact={contact} words={words} />
      {read.inspected.name !== undefined && <p class="who">{read.inspected.name}</p>}
      <PaperFacts inspected={read.inspected} zone={app.operator.zone} words={words} />
      <label class="field">
        {paper.label}
        <input type="text" maxLength={20} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />
      </label>
      {isNotKept && (
        <p class="note" role="alert">
          {words.reason.storage}
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
