import { useOnline } from "@haetae/shell/use-online";
import type { Words } from "../words/words.js";
import type { App, ViewProps } from "./app-parts.js";
import { Bar } from "./bar.js";
import { Links } from "./links.js";

/** What somebody sees who has no pass yet, or none any more. */
export function Welcome({ app, words, language, begin }: ViewProps & { begin: () => void }) {
  return (
    <>
      <Bar words={words} language={language} />
      <main>
        <div class="welcome">
          {app.lost && (
            <div class="note" role="status">
              <h2>{words.lost.title}</h2>
              {words.lost.text.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </div>
          )}
          <img src="./icons/icon.svg" alt="" />
          <h2>{words.welcome}</h2>
          <ul>
            {words.welcomeWhat.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <Begin app={app} words={words} begin={begin} />
          <a class="button" href="#/paper">
            {words.paper.take}
          </a>
        </div>
        <Links words={words} />
      </main>
    </>
  );
}

/** The way in, as far as it is known whether there is one. */
function Begin({ app, words, begin }: { app: App; words: Words; begin: () => void }) {
  const { deployment, reason } = app.operator;
  const isOnline = useOnline();
  if (deployment?.demo_sign_in === true) {
    return (
      <button type="button" class="first" onClick={begin}>
        {words.signIn}
      </button>
    );
  }
  if (deployment !== undefined) return <p class="note">{words.noPartner}</p>;
  const why = isOnline ? reason : "offline";
  if (why === undefined) return <p role="status">{words.connecting}</p>;
  return (
    <div class="note">
      <p role="status">{words.reason[why]}</p>
      <button type="button" onClick={() => void app.operator.learn(true)}>
        {words.tryNow}
      </button>
    </div>
  );
}
