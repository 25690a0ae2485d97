import type { Matrix } from "@haetae/sdk";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HeldPaper } from "../papers/papers.js";
import type { App, ViewProps } from "./app-parts.js";
import { Bar } from "./bar.js";
import { CodePicture } from "./code.js";
import { useWakeLock } from "./hooks.js";
import { Links } from "./links.js";
import { PaperFacts, StandingNote } from "./paper-facts.js";
import { paperName } from "./people.js";
import { Removing } from "./removing.js";

interface PaperPassProps extends ViewProps {
  paper: HeldPaper;
  people: ComponentChildren;
}

/** A paper pass as it is on the paper: its code, drawn again, with what is written beside it. */
export function PaperPass({ app, words, language, paper, people }: PaperPassProps) {
  const [isRemoving, setRemoving] = useState(false);
  const code = useCode(app, paper.text);
  useWakeLock(true);
  const { text, inspected, standing } = paper;
  const name = paperName(paper, words);
  return (
    <>
      <Bar words={words} language={language} />
      <main class="home">
        {people}
        <div class="shown paper">
          <p class="kind">{words.paper.name}</p>
          <StandingNote standing={standing} contact={app.operator.deployment?.contact} words={words} />
          {code !== undefined && <CodePicture code={code} text={text} label={words.paper.codeOf(name)} />}
          <p class="card">{words.paper.withCard}</p>
        </div>
        <h2 class="who">{name}</h2>
        <PaperFacts inspected={inspected} zone={app.operator.zone} words={words} />
        <p class="quiet">{words.paper.whatItIs}</p>
        <div class="acts">
          <a class="button" href="#/paper">
            {words.paper.take}
          </a>
          {app.household.all.length === 0 && app.operator.deployment?.demo_sign_in === true && (
            <a class="button" href="#/sign-in">
              {words.addSomebody}
            </a>
          )}
          <button type="button" onClick={() => print()}>
            {words.print}
          </button>
          <button type="button" class="plain" onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
        </div>
        <Links words={words} />
        {isRemoving && (
          <Removing question={words.paper.removeSure(name)} words={words} remove={() => void app.papers.remove(paper.id)} close={() => setRemoving(false)} />
        )}
      </main>
    </>
  );
}

/** The code of a text, drawn. */
function useCode(app: App, text: string): Matrix | undefined {
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
