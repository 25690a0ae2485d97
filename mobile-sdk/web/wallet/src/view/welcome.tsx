import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { Bar } from "./bar.js";

/** What somebody sees who has no pass yet. */
export function Welcome({ app, words, language, begin }: { app: App; words: Words; language: () => void; begin: () => void }) {
  return (
    <>
      <Bar words={words} language={language} />
      <main>
        <div class="welcome">
          <img src="./icons/icon.svg" alt="" />
          <h2>{words.welcome}</h2>
          <ul>
            {words.welcomeWhat.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {app.deployment.demo_sign_in ? (
            <button type="button" class="first" onClick={begin}>
              {words.signIn}
            </button>
          ) : (
            <p class="note">{words.noPartner}</p>
          )}
        </div>
      </main>
    </>
  );
}
