import { useEffect, useState } from "preact/hooks";
import { fingerprint, readSetupLink, type Deployment } from "../setup/link";
import type { Language } from "../words/language";
import { other, screenWords } from "../words/screens";
import { Icon } from "./icons";

interface Props {
  readonly language: Language;
  /** What a link or code says, to be confirmed; `null` while there is none. */
  readonly offered: Deployment | null;
  /** What this scanner trusts already. */
  readonly replaces: "nothing" | "other_keys" | "same_keys";
  /** The camera that looks for the setup code. */
  readonly camera: preact.ComponentChildren;
  readonly onLanguage: () => void;
  readonly onOffer: (deployment: Deployment) => void;
  readonly onDecide: (accepted: boolean) => void;
}

/** The first run without roots: how to set up, and the question that nobody but a person can answer. */
export function SetupView({ language, offered, replaces, camera, onLanguage, onOffer, onDecide }: Props) {
  if (offered) return <Confirm language={language} offered={offered} replaces={replaces} onLanguage={onLanguage} onDecide={onDecide} />;
  const words = screenWords(language).setup;
  return (
    <main class="setup" lang={language}>
      <section>
        <LanguageSwitch language={language} onLanguage={onLanguage} />
        <h1>{words.title}</h1>
        <p>{words.why}</p>
        <ol>{words.steps.map((step) => <li>{step}</li>)}</ol>
        <Paste language={language} onOffer={onOffer} />
      </section>
      <aside>{camera}</aside>
    </main>
  );
}

function Paste({ language, onOffer }: { language: Language; onOffer: (deployment: Deployment) => void }) {
  const words = screenWords(language).setup;
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const deployment = readSetupLink(text);
        setWrong(deployment === null);
        if (deployment) onOffer(deployment);
      }}
    >
      <label class="field tall">
        <span>{words.paste}</span>
        <input type="text" autocomplete="off" spellcheck={false} value={text} aria-invalid={wrong} aria-describedby="setup-wrong" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <p id="setup-wrong" class="answer" role="status">{wrong ? words.bad : ""}</p>
      <button type="submit" class="button strong">{words.use}</button>
    </form>
  );
}

function LanguageSwitch({ language, onLanguage }: Pick<Props, "language" | "onLanguage">) {
  return (
    <button type="button" class="plain switch" onClick={onLanguage} lang={other(language)}>
      <Icon name="globe" />
      <span>{screenWords(language).switchLanguage}</span>
    </button>
  );
}

function Confirm({ language, offered, replaces, onLanguage, onDecide }: Pick<Props, "language" | "replaces" | "onLanguage" | "onDecide"> & { offered: Deployment }) {
  const words = screenWords(language).setup;
  const [print, setPrint] = useState("");
  useEffect(() => void fingerprint(offered.roots).then(setPrint), [offered]);
  return (
    <main class="setup confirm" lang={language}>
      <section>
        <LanguageSwitch language={language} onLanguage={onLanguage} />
        <h1>{words.confirm}</h1>
        {replaces === "other_keys" && <p class="notice stale">{words.replace}</p>}
        {replaces === "same_keys" && <p>{words.same}</p>}
        <dl>
          {offered.contact && (
            <>
              <dt>{words.issuer}</dt>
              <dd class="issuer">{offered.contact.name}</dd>
            </>
          )}
          <dt>{words.service}</dt>
          <dd>{offered.origin}</dd>
          <dt>{words.fingerprint}</dt>
          <dd class="fingerprint">{print}</dd>
        </dl>
        <p>{words.compare}</p>
        {offered.lock && <p>{words.locks}</p>}
        <p class="note">{words.threshold(offered.roots.threshold, offered.roots.keys.length)}</p>
        <footer>
          <button type="button" class="button strong" disabled={!print} onClick={() => onDecide(true)}>{words.yes}</button>
          <button type="button" class="button" onClick={() => onDecide(false)}>{words.no}</button>
        </footer>
      </section>
    </main>
  );
}
