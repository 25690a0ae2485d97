import { useEffect, useState } from "preact/hooks";
import { askToKeep, start } from "../start.js";
import { firstWords, switched } from "../words/language.js";
import type { App } from "./app-parts.js";
import { Home } from "./home.js";
import { useEvent } from "./hooks.js";
import { SignIn } from "./sign-in.js";
import { Welcome } from "./welcome.js";

/** The page: begins with what the phone keeps, and shows one of three views. */
export function Root() {
  const [words, setWords] = useState(firstWords);
  const [app, setApp] = useState<App | "failed">();
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.title = words.title;
  }, [words]);
  useEffect(() => {
    start().then(setApp, (error: unknown) => {
      console.error(error);
      setApp("failed");
    });
  }, []);
  const language = () => setWords(switched(words));
  if (app === undefined || app === "failed") {
    return (
      <main>
        <div class="empty" role="status">
          <p>{app === undefined ? words.starting : words.cannotStart}</p>
        </div>
      </main>
    );
  }
  return <Views app={app} words={words} language={language} kept={(persisted) => setApp({ ...app, persisted })} />;
}

interface ViewsProps {
  app: App;
  words: ReturnType<typeof firstWords>;
  language: () => void;
  kept: (persisted: boolean) => void;
}

function Views({ app, words, language, kept }: ViewsProps) {
  useEvent(app.household, "change");
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const read = () => setHash(location.hash);
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  const go = (to: string) => {
    location.hash = to;
  };
  if (hash === "#/sign-in" && app.deployment.demo_sign_in) {
    const done = (id: string) => {
      sessionStorage.setItem("haetae-wallet-shown", id);
      void askToKeep().then(kept);
      go("");
    };
    return <SignIn app={app} words={words} language={language} done={done} back={() => go("")} />;
  }
  if (app.household.all.length === 0) return <Welcome app={app} words={words} language={language} begin={() => go("#/sign-in")} />;
  return <Home app={app} words={words} language={language} add={() => go("#/sign-in")} />;
}
