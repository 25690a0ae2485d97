import { useEffect, useState } from "preact/hooks";
import type { Install } from "../install/install.js";
import { initialMessages, inOtherLanguage } from "../messages/language.js";
import type { Messages } from "../messages/messages.js";
import { askToKeep, NoStorage, start } from "../start.js";
import type { WalletApp } from "./app.js";
import { Home } from "./home.js";
import { useEvent, useHash } from "./hooks.js";
import { InstallPage } from "./install-page.js";
import { OutlookPage } from "./outlook-page.js";
import { showNext } from "./shown.js";
import { SignIn } from "./sign-in.js";
import { TakePaper } from "./take-paper.js";
import { Topics } from "./topics.js";
import { useTurnNotice } from "./turn-notice.js";
import { Welcome } from "./welcome.js";

/** Why the wallet is not open. */
type Closed = "starting" | "failed" | "no-storage";

/** The page: opens the stored data, and shows one of its views. */
export function Root({ install }: { install: Install }) {
  const [messages, setWords] = useState(initialMessages);
  const [app, setApp] = useState<WalletApp | Closed>("starting");
  useEffect(() => {
    document.documentElement.lang = messages.language;
    document.title = messages.title;
  }, [messages]);
  useEffect(() => {
    start(install).then(setApp, (error: unknown) => {
      console.error(error);
      setApp(error instanceof NoStorage ? "no-storage" : "failed");
    });
  }, [install]);
  const switchLanguage = () => setWords(inOtherLanguage(messages));
  if (typeof app === "string") return <NotOpen closed={app} messages={messages} />;
  return (
    <Views
      app={app}
      messages={messages}
      switchLanguage={switchLanguage}
      kept={(persisted) => setApp({ ...app, persisted })}
    />
  );
}

function NotOpen({ closed, messages }: { closed: Closed; messages: Messages }) {
  // A missing part may load once there is a network.
  useEffect(() => {
    if (closed !== "failed") return;
    const again = () => location.reload();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [closed]);
  const said = { starting: messages.starting, failed: messages.cannotStart, "no-storage": messages.cannotStore }[
    closed
  ];
  return (
    <main>
      <div class="empty">
        <p role="status">{said}</p>
        {closed !== "starting" && (
          <button type="button" class="first" onClick={() => location.reload()}>
            {messages.openAgain}
          </button>
        )}
      </div>
    </main>
  );
}

interface ViewsProps {
  app: WalletApp;
  messages: Messages;
  switchLanguage: () => void;
  kept: (persisted: boolean) => void;
}

function Views({ app, messages, switchLanguage, kept }: ViewsProps) {
  useEvent(app.profiles, "change");
  useEvent(app.papers, "change");
  useEvent(app.operator, "change");
  useTurnNotice(app, messages);
  const [hash, go] = useHash();
  const given = { app, messages, switchLanguage };
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
    case "#/outlook":
      return <OutlookPage {...given} back={back} />;
    case "#/paper":
      return <TakePaper {...given} done={done} back={back} />;
    case "#/help":
      return <Topics {...given} title={messages.help} topics={messages.helpTopics} back={back} />;
    case "#/privacy":
      return <Topics {...given} title={messages.privacy} topics={messages.privacyTopics} back={back} />;
    case "#/install":
      return <InstallPage {...given} back={back} />;
  }
  const isEmpty = app.profiles.all.length + app.papers.all.length === 0;
  return isEmpty ? (
    <Welcome {...given} begin={() => go("#/sign-in")} />
  ) : (
    <Home {...given} add={() => go("#/sign-in")} />
  );
}
