import type { Matrix } from "@haetae/sdk";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useOutlook } from "../outlook/use-outlook.js";
import type { StoredPaper } from "../papers/papers.js";
import type { ViewProps, WalletApp } from "./app.js";
import { Bar } from "./bar.js";
import { CodePicture } from "./code.js";
import { useWakeLock } from "./hooks.js";
import { Links } from "./links.js";
import { OutlookLink } from "./outlook-link.js";
import { PaperFacts, StatusNote } from "./paper-facts.js";
import { paperName } from "./profile-picker.js";
import { Reminders } from "./reminders.js";
import { Removing } from "./removing.js";

interface PaperPassProps extends ViewProps {
  paper: StoredPaper;
  people: ComponentChildren;
}

/** A paper pass as on the paper: its code, drawn again, with the text beside it. */
export function PaperPass({ app, messages, switchLanguage, paper, people }: PaperPassProps) {
  const [isRemoving, setRemoving] = useState(false);
  const code = useCode(app, paper.text);
  useWakeLock(true);
  const { text, inspected, status } = paper;
  const outlook = useOutlook(app, { paper: text });
  const name = paperName(paper, messages);
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main class="home">
        {people}
        <div class="shown paper">
          <p class="kind">{messages.paper.name}</p>
          <StatusNote status={status} contact={app.operator.deployment?.contact} messages={messages} />
          {code !== undefined && <CodePicture code={code} text={text} label={messages.paper.codeOf(name)} />}
          <p class="card">{messages.paper.withCard}</p>
        </div>
        <Reminders
          outlook={outlook}
          pass={paper.id}
          evidence={inspected.evidence}
          zone={app.operator.zone}
          messages={messages}
        />
        <h2 class="who">{name}</h2>
        <PaperFacts inspected={inspected} zone={app.operator.zone} messages={messages} />
        <p class="quiet">{messages.paper.whatItIs}</p>
        <div class="acts">
          <OutlookLink outlook={outlook} messages={messages} />
          <a class="button" href="#/paper">
            {messages.paper.take}
          </a>
          {app.profiles.all.length === 0 && app.operator.deployment?.demo_sign_in === true && (
            <a class="button" href="#/sign-in">
              {messages.addPass}
            </a>
          )}
          <button type="button" onClick={() => print()}>
            {messages.print}
          </button>
          <button type="button" class="plain" onClick={() => setRemoving(true)}>
            {messages.remove}
          </button>
        </div>
        <Links messages={messages} />
        {isRemoving && (
          <Removing
            question={messages.paper.removeSure(name)}
            messages={messages}
            remove={() => void app.papers.remove(paper.id)}
            close={() => setRemoving(false)}
          />
        )}
      </main>
    </>
  );
}

/** The code of a text, drawn. */
function useCode(app: WalletApp, text: string): Matrix | undefined {
  const [drawn, setDrawn] = useState<{ text: string; code: Matrix }>();
  useEffect(() => {
    let ended = false;
    app.engine.qr(text).then((code) => !ended && setDrawn({ text, code }), console.error);
    return () => {
      ended = true;
    };
  }, [app, text]);
  return drawn?.text === text ? drawn.code : undefined;
}
