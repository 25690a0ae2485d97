import { useEffect, useRef, useState } from "preact/hooks";
import type { Citizen } from "../service/client.js";
import { evidenceInWords } from "../words/evidence.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { Bar } from "./bar.js";

/** So long after the last letter the search begins, in milliseconds. */
const SETTLED = 250;

interface SignInProps {
  app: App;
  words: Words;
  language: () => void;
  done: (holder: string) => void;
  back: () => void;
}

/** The demo's sign-in: whoever chooses somebody made up is that person. A real partner's page will stand in its place. */
export function SignIn({ app, words, language, done, back }: SignInProps) {
  const [search, setSearch] = useState("");
  const [citizens, setCitizens] = useState<Citizen[] | "unreachable">();
  const [isMine, setMine] = useState(app.household.all.length === 0);
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    let ended = false;
    const find = () => {
      app.client.citizens(search).then(
        (found) => !ended && setCitizens(found),
        () => !ended && setCitizens("unreachable"),
      );
    };
    const timer = setTimeout(find, search === "" ? 0 : SETTLED);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [app, search]);
  const choose = async (citizen: Citizen) => {
    setChosen(citizen.subject);
    done(await app.household.add(citizen, isMine ? "" : label.trim() || citizen.name));
  };
  return (
    <>
      <Bar words={words} language={language} />
      <main>
        <section class="demo" aria-labelledby="demo-title">
          <h2 id="demo-title" tabIndex={-1} ref={heading}>
            {words.demoTitle}
          </h2>
          <p>{words.demoWarning}</p>
          <fieldset>
            <legend>{words.demoWhose}</legend>
            <label class="choice">
              <input type="radio" name="whose" checked={isMine} onChange={() => setMine(true)} />
              {words.demoMine}
            </label>
            <label class="choice">
              <input type="radio" name="whose" checked={!isMine} onChange={() => setMine(false)} />
              {words.demoOther}
            </label>
            {!isMine && (
              <label class="field">
                {words.demoLabel}
                <input type="text" maxLength={20} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />
              </label>
            )}
          </fieldset>
          <label class="field">
            {words.demoSearch}
            <input type="search" maxLength={40} value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
          </label>
          <div role="status">
            {citizens === "unreachable" && <p class="note">{words.cannotFetch}</p>}
            {Array.isArray(citizens) && citizens.length === 0 && <p>{words.demoNobody}</p>}
          </div>
          {Array.isArray(citizens) && (
            <ul class="citizens">
              {citizens.map((citizen) => (
                <li key={citizen.subject}>
                  <button type="button" disabled={chosen !== undefined} onClick={() => void choose(citizen)} aria-busy={chosen === citizen.subject}>
                    <b>
                      <span class="spoken">{words.demoChoose(citizen.name)}</span>
                      <span aria-hidden="true" class="name">{citizen.name}</span>
                    </b>
                    <span>{citizen.subject}</span>
                    {citizen.evidence.map((evidence) => (
                      <span key={JSON.stringify(evidence)}>{evidenceInWords(evidence, words.language)}</span>
                    ))}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <button type="button" onClick={back}>
            {words.back}
          </button>
        </section>
      </main>
    </>
  );
}
