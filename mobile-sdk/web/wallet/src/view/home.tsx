import { useState } from "preact/hooks";
import type { ViewProps } from "./app-parts.js";
import { LivePass } from "./live-pass.js";
import { PaperPass } from "./paper-pass.js";
import { type Chip, nameOf, paperName, People } from "./people.js";

const SHOWN = "haetae-wallet-shown";

/** Whose pass is shown when the first view opens next. */
export function showNext(id: string): void {
  sessionStorage.setItem(SHOWN, id);
}

interface HomeProps extends ViewProps {
  add: () => void;
}

/** The code of one of those whose passes are here. */
export function Home({ app, words, language, add }: HomeProps) {
  const [shownId, setShownId] = useState(sessionStorage.getItem(SHOWN) ?? "");
  const { household, papers } = app;
  const isPaper = papers.all.some(({ id }) => id === shownId) || household.all.length === 0;
  const paper = isPaper ? (papers.all.find(({ id }) => id === shownId) ?? papers.all[0]) : undefined;
  const held = household.all.find(({ id }) => id === shownId) ?? household.all[0];
  const show = (id: string) => {
    showNext(id);
    setShownId(id);
  };
  const chips: Chip[] = [
    ...household.all.map((one) => ({ id: one.id, text: one.label === "" ? words.me : one.label, spoken: nameOf(one, words) })),
    ...papers.all.map((one) => ({ id: one.id, text: `${one.label || paperName(one, words)} · ${words.paper.name}`, spoken: paperName(one, words) })),
  ];
  const people = chips.length > 1 && <People chips={chips} shown={(paper ?? held)?.id ?? ""} words={words} show={show} />;
  const given = { app, words, language, people };
  if (paper !== undefined) return <PaperPass {...given} paper={paper} />;
  if (held !== undefined) return <LivePass key={held.id} {...given} held={held} add={add} />;
  return null;
}
