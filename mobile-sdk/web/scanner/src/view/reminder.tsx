import type { Verdict } from "@haetae/sdk";
import { type Language, messagesIn } from "../messages/messages";
import { REMINDER_WARNINGS } from "../verdict/screen";
import { Shape } from "./shape";

/** The reminder of the last admission, in one line, without a name. */
export function Reminder({
  verdict,
  language,
  onTouch,
}: {
  verdict: Verdict;
  language: Language;
  onTouch: () => void;
}) {
  return (
    <button type="button" class="reminder" onClick={onTouch}>
      <Shape outcome={verdict.outcome} />
      <span>
        <b>{messagesIn(language).justAdmitted}</b>
        {verdict.warning_words.map(
          (words, index) =>
            REMINDER_WARNINGS.has(verdict.warnings[index] ?? "") && (
              <span class="warn">{`${words[language].headline}: ${words[language].advice}`}</span>
            ),
        )}
      </span>
    </button>
  );
}
