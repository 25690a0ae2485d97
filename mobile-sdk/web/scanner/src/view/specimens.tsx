import type { Reading } from "../handheld/reading";
import { type Language, messagesIn } from "../messages/messages";
import { nameOf } from "../policy/words";
import type { CheckedSpecimen } from "../training/specimens";
import { Shape } from "./shape";

interface Props {
  readonly specimens: readonly CheckedSpecimen[];
  readonly language: Language;
  readonly onChoose: (reading: Reading) => void;
}

/** The codes of the training sheet, to be touched if there is no sheet. */
export function Specimens({ specimens, language, onChoose }: Props) {
  const messages = messagesIn(language).training;
  return (
    <aside class="specimens" lang={language}>
      <h2>{messages.specimens}</h2>
      <p>{messages.choose}</p>
      <ul>
        {specimens.map((specimen) => (
          <li>
            <button
              type="button"
              class={`button ${specimen.verdict.outcome}`}
              data-expected={specimen.expected}
              onClick={() => onChoose({ raw: specimen.text, texts: [specimen.text], mangled: false })}
            >
              <Shape outcome={specimen.verdict.outcome} />
              <span>
                {labelOf(specimen, language)}
                {specimen.policy !== undefined && (
                  <small dir="auto">{nameOf(specimen.chosen, specimen.policy, language)}</small>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** The label of a specimen: the reason of a refusal, the warnings of an admission. */
function labelOf({ verdict }: CheckedSpecimen, language: Language): string {
  const admitted = [
    messagesIn(language).outcome.admit,
    ...verdict.warning_words.map((words) => words[language].headline),
  ];
  return verdict.outcome === "admit" ? admitted.join(" · ") : verdict.words[language].headline;
}
