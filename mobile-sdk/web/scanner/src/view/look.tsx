import { facts } from "../verdict/facts";
import { LOOK } from "../verdict/screen";
import type { Verdict } from "@haetae/sdk";
import type { Place } from "../words/moment";
import { screenWords } from "../words/screens";
import { Shape } from "./shape";
import { isPaper } from "./verdict";

/** The last admission in one line, while somebody still compares a card or a face. */
export function Look({ verdict, place, onTouch }: { verdict: Verdict; place: Place; onTouch: () => void }) {
  const { language } = place;
  return (
    <button type="button" class="look" onClick={onTouch}>
      <Shape outcome={verdict.outcome} />
      <span>
        <b>{screenWords(language).lookAt}</b>
        {verdict.outcome === "admit" && <span>{facts(verdict, place, isPaper(verdict))[0]}</span>}
        {verdict.warning_words.map(
          (words, index) => LOOK.has(verdict.warnings[index] ?? "") && <span class="warn">{`${words[language].headline}: ${words[language].advice}`}</span>,
        )}
      </span>
    </button>
  );
}
