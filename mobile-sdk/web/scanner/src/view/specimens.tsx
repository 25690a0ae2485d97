import type { Reading } from "../handheld/reading";
import type { Specimen } from "../training/specimens";
import type { Language } from "../words/language";
import { screenWords } from "../words/screens";

interface Props {
  readonly specimens: readonly Specimen[];
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
        {specimens.map(({ expected, text }) => (
          <li>
            <button type="button" class="button" onClick={() => onChoose({ raw: text, texts: [text], mangled: false })}>{expected}</button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
