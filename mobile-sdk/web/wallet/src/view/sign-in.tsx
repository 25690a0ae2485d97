import { useOnline } from "@haetae/shell/use-online";
import { useState } from "preact/hooks";
import { evidenceText } from "../messages/format.js";
import type { Messages } from "../messages/messages.js";
import type { Citizen } from "../service/client.js";
import type { ViewProps, WalletApp } from "./app.js";
import { Bar } from "./bar.js";
import { Dated } from "./dated.js";
import { FailureNotice } from "./failure.js";
import { useFocusedHeading, useNow } from "./hooks.js";
import { type NotFound, useCitizens } from "./use-citizens.js";

interface SignInProps extends ViewProps {
  done: (holder: string) => void;
  back: () => void;
}

/** The demo's sign-in: anyone can sign in as any synthetic citizen. A real partner's page will replace it. */
export function SignIn({ app, messages, switchLanguage, done, back }: SignInProps) {
  const [search, setSearch] = useState("");
  const { citizens, notFound, again } = useCitizens(app, search);
  const [isMine, setMine] = useState(app.profiles.all.length === 0);
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [isNotKept, setNotKept] = useState(false);
  const heading = useFocusedHeading();
  const choose = async (citizen: Citizen) => {
    setChosen(citizen.subject);
    setNotKept(false);
    try {
      done(await app.profiles.add(citizen, isMine ? "" : label.trim() || citizen.name));
    } catch (error) {
      console.error(error);
      setNotKept(true);
      setChosen(undefined);
    }
  };
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main>
        <section class="demo" aria-labelledby="demo-title">
          <h2 id="demo-title" tabIndex={-1} ref={heading}>
            {messages.demoTitle}
          </h2>
          <p>{messages.demoWarning}</p>
          <fieldset>
            <legend>{messages.demoWhose}</legend>
            <label class="choice">
              <input type="radio" name="whose" checked={isMine} onChange={() => setMine(true)} />
              {messages.demoMine}
            </label>
            <label class="choice">
              <input type="radio" name="whose" checked={!isMine} onChange={() => setMine(false)} />
              {messages.demoOther}
            </label>
            {!isMine && (
              <label class="field">
                {messages.demoLabel}
                <input
                  type="text"
                  maxLength={20}
                  value={label}
                  onInput={(event) => setLabel(event.currentTarget.value)}
                />
              </label>
            )}
          </fieldset>
          <label class="field">
            {messages.demoSearch}
            <input
              type="search"
              maxLength={40}
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          </label>
          {notFound !== undefined && <NothingFound app={app} notFound={notFound} again={again} messages={messages} />}
          <div role="status">
            {notFound === undefined && citizens?.length === 0 && <p>{messages.demoNoResults}</p>}
            {chosen !== undefined && <p>{messages.fetching}</p>}
            {isNotKept && <p class="note">{messages.reason.storage}</p>}
          </div>
          {citizens !== undefined && (
            <ul class="citizens">
              {citizens.map((citizen) => (
                <li key={citizen.subject}>
                  <button
                    type="button"
                    disabled={chosen !== undefined}
                    onClick={() => void choose(citizen)}
                    aria-busy={chosen === citizen.subject}
                  >
                    <b>
                      <span class="spoken">{messages.demoChoose(citizen.name)}</span>
                      <span aria-hidden="true" class="name">
                        {citizen.name}
                      </span>
                    </b>
                    <span>{citizen.subject}</span>
                    {citizen.evidence.map((evidence) => (
                      <span key={JSON.stringify(evidence)}>
                        <Dated text={evidenceText(evidence, messages.language, app.operator.zone)} />
                      </span>
                    ))}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <button type="button" onClick={back}>
            {messages.back}
          </button>
        </section>
      </main>
    </>
  );
}

/** Why there is no list, and when the next try is. */
function NothingFound({
  app,
  notFound,
  again,
  messages,
}: {
  app: WalletApp;
  notFound: NotFound;
  again: () => void;
  messages: Messages;
}) {
  const now = useNow(app);
  const isOnline = useOnline();
  return (
    <div class="note">
      <FailureNotice
        reason={isOnline ? notFound.reason : "offline"}
        wait={notFound.nextTry - now}
        messages={messages}
      />
      <button type="button" onClick={again}>
        {messages.tryNow}
      </button>
    </div>
  );
}
