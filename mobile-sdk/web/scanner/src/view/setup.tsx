import { useEffect, useState } from "preact/hooks";
import { type Language, messagesIn, otherLanguage } from "../messages/messages";
import { type Deployment, fingerprint, readSetupLink } from "../setup/link";
import { Icon } from "./icons";

interface Props {
  readonly language: Language;
  /** The content of a link or code, to be confirmed; `null` without one. */
  readonly offered: Deployment | null;
  /** What this scanner trusts already. */
  readonly replaces: "nothing" | "other_keys" | "same_keys";
  /** Whether the setup unlocks a policy that is locked now. */
  readonly unlocks: boolean;
  /** The camera that looks for the setup code. */
  readonly camera: preact.ComponentChildren;
  readonly onLanguage: () => void;
  readonly onOffer: (deployment: Deployment) => void;
  readonly onDecide: (accepted: boolean) => void;
}

/** The first start without roots: how to set up, and the confirmation that only a person can give. */
export function SetupView({ offered, camera, onOffer, ...props }: Props) {
  const { language, onLanguage } = props;
  if (offered) return <Confirm offered={offered} {...props} />;
  const messages = messagesIn(language).setup;
  return (
    <main class="setup" lang={language}>
      <section>
        <LanguageSwitch language={language} onLanguage={onLanguage} />
        <h1>{messages.title}</h1>
        <p>{messages.why}</p>
        <ol>
          {messages.steps.map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        <Paste language={language} onOffer={onOffer} />
      </section>
      <aside>{camera}</aside>
    </main>
  );
}

function Paste({ language, onOffer }: { language: Language; onOffer: (deployment: Deployment) => void }) {
  const messages = messagesIn(language).setup;
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
        <span>{messages.paste}</span>
        <input
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={wrong}
          aria-describedby="setup-wrong"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <p id="setup-wrong" class="answer" role="status">
        {wrong ? messages.bad : ""}
      </p>
      <button type="submit" class="button strong">
        {messages.use}
      </button>
    </form>
  );
}

function LanguageSwitch({ language, onLanguage }: Pick<Props, "language" | "onLanguage">) {
  return (
    <button type="button" class="plain switch" onClick={onLanguage} lang={otherLanguage(language)}>
      <Icon name="globe" />
      <span>{messagesIn(language).switchLanguage}</span>
    </button>
  );
}

function Confirm({
  language,
  offered,
  replaces,
  unlocks,
  onLanguage,
  onDecide,
}: Pick<Props, "language" | "replaces" | "unlocks" | "onLanguage" | "onDecide"> & { offered: Deployment }) {
  const { setup: messages, policy } = messagesIn(language);
  const [print, setPrint] = useState("");
  useEffect(() => void fingerprint(offered.roots).then(setPrint), [offered]);
  return (
    <main class="setup confirm" lang={language}>
      <section>
        <LanguageSwitch language={language} onLanguage={onLanguage} />
        <h1>{messages.confirm}</h1>
        {replaces === "other_keys" && <p class="notice stale">{messages.replace}</p>}
        {replaces === "same_keys" && <p>{messages.same}</p>}
        <dl>
          {offered.contact && (
            <>
              <dt>{messages.issuer}</dt>
              <dd class="issuer">{offered.contact.name}</dd>
            </>
          )}
          {offered.policy && (
            <>
              <dt>{policy.label}</dt>
              <dd class="policy">{offered.policy.id ?? policy.none}</dd>
            </>
          )}
          <dt>{messages.service}</dt>
          <dd>{offered.origin}</dd>
          <dt>{messages.fingerprint}</dt>
          <dd class="fingerprint">{print}</dd>
        </dl>
        <p>{messages.compare}</p>
        {offered.lock && <p>{messages.locks}</p>}
        {offered.policy?.locked && <p>{policy.locks}</p>}
        {unlocks && <p>{policy.unlocks}</p>}
        <p class="note">{messages.threshold(offered.roots.threshold, offered.roots.keys.length)}</p>
        <footer>
          <button type="button" class="button strong" disabled={!print} onClick={() => onDecide(true)}>
            {messages.yes}
          </button>
          <button type="button" class="button" onClick={() => onDecide(false)}>
            {messages.no}
          </button>
        </footer>
      </section>
    </main>
  );
}
