import type { Matrix } from "@haetae/sdk";
import { codeBox, codePath } from "@haetae/shell/code-path";
import { useEffect, useState } from "preact/hooks";
import { type Language, messagesIn, otherLanguage } from "../messages/messages";
import type { Checker } from "../scan-session/checker";

/** The challenge for phones, shown by the tablet itself. */
export function ChallengeView({ checker, language }: { checker: Checker; language: Language }) {
  const [matrix, setModules] = useState<Matrix | null>(null);
  useEffect(() => {
    let stopped = false;
    const show = () => void checker.challenge().then((next) => !stopped && setModules(next));
    show();
    // Half as long as answers are accepted: who scans one in its last second still has time.
    const timer = setInterval(show, (checker.limits.challenge_seconds * 1000) / 2);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [checker]);
  const messages = messagesIn(language).challenge;
  return (
    <aside class="challenge">
      <h2 lang={language}>{messages.title}</h2>
      {matrix && <Code matrix={matrix} label={messages.title} />}
      <p lang={language}>{messages.afterwards}</p>
      <p class="second" lang={otherLanguage(language)}>
        {messagesIn(otherLanguage(language)).challenge.title}
      </p>
    </aside>
  );
}

/** A QR code, black on white. */
export function Code({ matrix, label }: { matrix: Matrix; label: string }) {
  return (
    <svg class="code" viewBox={codeBox(matrix)} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={codePath(matrix)} />
    </svg>
  );
}
