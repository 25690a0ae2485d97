import type { ViewProps } from "./app.js";
import { LivePass } from "./live-pass.js";
import { PaperPass } from "./paper-pass.js";
import { useShown } from "./shown.js";

interface HomeProps extends ViewProps {
  add: () => void;
}

/** The code of one of the people whose passes are stored here. */
export function Home({ app, messages, switchLanguage, add }: HomeProps) {
  const { paper, profile, people } = useShown(app, messages);
  const given = { app, messages, switchLanguage, people };
  if (paper !== undefined) return <PaperPass {...given} paper={paper} />;
  if (profile !== undefined) return <LivePass key={profile.id} {...given} profile={profile} add={add} />;
  return null;
}
