import { useState } from "preact/hooks";
import type { ViewProps } from "./app.js";
import { LivePass } from "./live-pass.js";
import { PaperPass } from "./paper-pass.js";
import { type Chip, nameOf, ProfilePicker, paperName } from "./profile-picker.js";

const SHOWN = "haetae-wallet-shown";

/** Sets whose pass is shown first when the first view opens next. */
export function showNext(id: string): void {
  sessionStorage.setItem(SHOWN, id);
}

interface HomeProps extends ViewProps {
  add: () => void;
}

/** The code of one of the people whose passes are stored here. */
export function Home({ app, messages, switchLanguage, add }: HomeProps) {
  const [shownId, setShownId] = useState(sessionStorage.getItem(SHOWN) ?? "");
  const { profiles, papers } = app;
  const isPaper = papers.all.some(({ id }) => id === shownId) || profiles.all.length === 0;
  const paper = isPaper ? (papers.all.find(({ id }) => id === shownId) ?? papers.all[0]) : undefined;
  const profile = profiles.all.find(({ id }) => id === shownId) ?? profiles.all[0];
  const show = (id: string) => {
    showNext(id);
    setShownId(id);
  };
  const chips: Chip[] = [
    ...profiles.all.map((one) => ({
      id: one.id,
      text: one.label === "" ? messages.me : one.label,
      spoken: nameOf(one, messages),
    })),
    ...papers.all.map((one) => ({
      id: one.id,
      text: `${one.label || paperName(one, messages)} · ${messages.paper.name}`,
      spoken: paperName(one, messages),
    })),
  ];
  const people = chips.length > 1 && (
    <ProfilePicker chips={chips} shown={(paper ?? profile)?.id ?? ""} messages={messages} show={show} />
  );
  const given = { app, messages, switchLanguage, people };
  if (paper !== undefined) return <PaperPass {...given} paper={paper} />;
  if (profile !== undefined) return <LivePass key={profile.id} {...given} profile={profile} add={add} />;
  return null;
}
