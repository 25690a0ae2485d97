import type { Reading } from "../handheld/reading";
import type { Shown } from "../training/specimens";
import type { Language } from "../words/language";
import { screenWords } from "../words/screens";
import { Shape } from "./shape";

interface Props {
  readonly specimens: readonly Shown[];
  readonly language: Language;
  readonly onChoose: (reading: Reading) => void;
}

/** The codes of the training sheet, to be touched where there is no sheet. */
export function Specimens({ specimens, language, onChoose }: Props) {
  const words = screenWords(language).training;
  return (
    <aside class="specimens" lang={language}>
      <h2>{words.specimens}</h2>
      <p>{words.choose}</p>
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
              <span>{inWords(specimen, language)}</span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** What is the matter with it: the reason of a no, the warnings of an admission. */
function inWords({ verdict }: Shown, language: Language): string {
  const admitted = [screenWords(language).outcome.admit, ...verdict.warning_words.map((words) => words[language].headline)];
  return verdict.outcome === "admit" ? admitted.join(" · ") : verdict.words[language].headline;
}
