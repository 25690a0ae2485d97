import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Messages } from "../messages/messages.js";
import type { StoredPaper } from "../papers/papers.js";
import type { Profile } from "../profiles/profiles.js";
import type { WalletApp } from "./app.js";
import { type Chip, nameOf, ProfilePicker, paperName } from "./profile-picker.js";

const SHOWN = "haetae-wallet-shown";

/** Sets whose pass is shown first when a view opens next. */
export function showNext(id: string): void {
  sessionStorage.setItem(SHOWN, id);
}

/** Whose pass is shown, of a person or on paper, and the choice among all of them if there are several. */
export function useShown(
  { profiles, papers }: WalletApp,
  messages: Messages,
): { paper: StoredPaper | undefined; profile: Profile | undefined; people: ComponentChildren } {
  const [shownId, setShownId] = useState(sessionStorage.getItem(SHOWN) ?? "");
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
  return { paper, profile: paper === undefined ? profile : undefined, people };
}
