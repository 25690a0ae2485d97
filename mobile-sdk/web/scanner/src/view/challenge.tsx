import { useEffect, useState } from "preact/hooks";
import type { Checker, Modules } from "../door/core";
import type { Language } from "../words/language";
import { other, screenWords } from "../words/screens";

/** A new challenge every minute (wire format, section 4), in milliseconds; answers are taken for two. */
const EVERY = 60_000;
/** Light modules around a code. */
const QUIET_ZONE = 4;

/** The code that phones answer, shown by the tablet itself. */
export function ChallengeView({ checker, language }: { checker: Checker; language: Language }) {
  const [modules, setModules] = useState<Modules | null>(null);
  useEffect(() => {
    let stopped = false;
    const show = () => void checker.challenge().then((next) => !stopped && setModules(next));
    show();
    const timer = setInterval(show, EVERY);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [checker]);
  const words = screenWords(language).challenge;
  return (
    <aside class="challenge">
      <h2 lang={language}>{words.title}</h2>
      {modules && <Code modules={modules} label={words.title} />}
      <p lang={language}>{words.then}</p>
      <p class="second" lang={other(language)}>{screenWords(other(language)).challenge.title}</p>
    </aside>
  );
}

/** A QR code, black on white. */
export function Code({ modules, label }: { modules: Modules; label: string }) {
  const size = modules.width + 2 * QUIET_ZONE;
  return (
    <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={pathOf(modules)} />
    </svg>
  );
}

/** Every run of dark modules as one rectangle. */
export function pathOf({ width, modules }: Modules): string {
  const runs: string[] = [];
  for (let row = 0; row < width; row++)
    for (let column = 0; column < width; column++) {
      const start = column;
      while (column < width && modules[row * width + column]) column++;
      if (column > start) runs.push(`M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${column - start}v1h-${column - start}z`);
    }
  return runs.join("");
}
