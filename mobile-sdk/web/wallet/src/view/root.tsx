import { useEffect, useState } from "preact/hooks";
import type { Install } from "../install/install.js";
import { askToKeep, NoStorage, start } from "../start.js";
import { firstWords, switched } from "../words/language.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { Home, showNext } from "./home.js";
import { useEvent, useHash } from "./hooks.js";
import { InstallPage } from "./install-page.js";
import { SignIn } from "./sign-in.js";
import { TakePaper } from "./take-paper.js";
import { Topics } from "./topics.js";
import { Welcome } from "./welcome.js";

/** Why the wallet is not open. */
type Closed = "starting" | "failed" | "no-storage";

/** The page: begins with what the phone keeps, and shows one of its views. */
export function Root({ install }: { install: Install }) {
  const [words, setWords] = useState(firstWords);
  const [app, setApp] = useState<App | Closed>("starting");
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.title = words.title;
  }, [words]);
  useEffect(() => {
    start(install).then(setApp, (error: unknown) => {
      console.error(error);
      setApp(error instanceof NoStorage ? "no-storage" : "failed");
    });
  }, [install]);
  const language = () => setWords(switched(words));
  if (typeof app === "string") return <NotOpen closed={app} words={words} />;
  return <Views app={app} words={words} language={language} kept={(persisted) => setApp({ ...app, persisted })} />;
}

function NotOpen({ closed, words }: { closed: Closed; words: Words }) {
  // A part that was missing may come with the network.
  useEffect(() => {
    if (closed !== "failed") return;
    const again = () => location.reload();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [closed]);
  const said = { starting: words.starting, failed: words.cannotStart, "no-storage": words.cannotStore }[closed];
  return (
    <main>
      <div class="empty">
        <p role="status">{said}</p>
        {closed !== "starting" && (
          <button type="button" class="first" onClick={() => location.reload()}>
            {words.openAgain}
          </button>
        )}
      </div>
    </main>
  );
}

interface ViewsProps {
  app: App;
  words: Words;
  language: () => void;
  kept: (persisted: boolean) => void;
}

function Views({ app, words, language, kept }: ViewsProps) {
  useEvent(app.household, "change");
  useEvent(app.papers, "change");
  useEvent(app.operator, "change");
  const [hash, go] = useHash();
  const given = { app, words, language };
  const back = () => go("");
  const done = (id: string) => {
    showNext(id);
    void askToKeep().then(kept);
    back();
  };
  switch (hash) {
    case "#/sign-in":
      if (app.operator.deployment?.demo_sign_in === true) return <SignIn {...given} done={done} back={back} />;
      break;
    case "#/paper":
      return <TakePaper {...given} done={done} back={back} />;
    case "#/help":
      return <Topics {...given} title={words.help} topics={words.helpTopics} back={back} />;
    case "#/privacy":
      return <Topics {...given} title={words.privacy} topics={words.privacyTopics} back={back} />;
    case "#/install":
      return <InstallPage {...given} back={back} />;
  }
  const isEmpty = app.household.all.length + app.papers.all.length === 0;
  return isEmpty ? <Welcome {...given} begin={() => go("#/sign-in")} /> : <Home {...given} add={() => go("#/sign-in")} />;
}
