import { useOnline } from "@haetae/shell/use-online";
import type { Messages } from "../messages/messages.js";
import type { ViewProps, WalletApp } from "./app.js";
import { Bar } from "./bar.js";
import { Links } from "./links.js";

/** What a phone without passes shows. */
export function Welcome({ app, messages, switchLanguage, begin }: ViewProps & { begin: () => void }) {
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main>
        <div class="welcome">
          {app.lost && (
            <div class="note" role="status">
              <h2>{messages.lost.title}</h2>
              {messages.lost.text.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </div>
          )}
          <img src="./icons/icon.svg" alt="" />
          <h2>{messages.welcome}</h2>
          <ul>
            {messages.welcomeWhat.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <Begin app={app} messages={messages} begin={begin} />
          <a class="button" href="#/paper">
            {messages.paper.take}
          </a>
        </div>
        <Links messages={messages} />
      </main>
    </>
  );
}

/** The start button, or why there is none. */
function Begin({ app, messages, begin }: { app: WalletApp; messages: Messages; begin: () => void }) {
  const { deployment, reason } = app.operator;
  const isOnline = useOnline();
  if (deployment?.demo_sign_in === true) {
    return (
      <button type="button" class="first" onClick={begin}>
        {messages.signIn}
      </button>
    );
  }
  if (deployment !== undefined) return <p class="note">{messages.noPartner}</p>;
  const why = isOnline ? reason : "offline";
  if (why === undefined) return <p role="status">{messages.connecting}</p>;
  return (
    <div class="note">
      <p role="status">{messages.reason[why]}</p>
      <button type="button" onClick={() => void app.operator.learn(true)}>
        {messages.tryNow}
      </button>
    </div>
  );
}
