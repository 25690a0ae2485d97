import { LOOK } from "../verdict/screen";
import type { Verdict } from "@haetae/sdk";
import type { Language } from "../words/language";
import { screenWords } from "../words/screens";
import { Shape } from "./shape";

/** What the last admission asks to be looked at, in one line, without a name. */
export function Look({ verdict, language, onTouch }: { verdict: Verdict; language: Language; onTouch: () => void }) {
  return (
    <button type="button" class="look" onClick={onTouch}>
      <Shape outcome={verdict.outcome} />
      <span>
        <b>{screenWords(language).lookAt}</b>
        {verdict.warning_words.map(
          (words, index) => LOOK.has(verdict.warnings[index] ?? "") && <span class="warn">{`${words[language].headline}: ${words[language].advice}`}</span>,
        )}
      </span>
    </button>
  );
}
