import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Screens } from "../door/core";
import { drawn } from "../series/drawn";
import type { TrustState } from "../trust/health";
import { ago } from "../words/age";
import type { Language } from "../words/language";
import { screenWords } from "../words/screens";
import { Icon } from "./icons";
import type { Shown } from "@haetae/sdk";

interface Props {
  readonly screens: Screens;
  readonly trust: TrustState | null;
  readonly now: number;
  readonly language: Language;
  readonly onClose: () => void;
}

/** Codes a second: what most cameras keep up with, and less for those that do not, and for eyes that want little motion. */
const PACES = [8, 4, 2] as const;
type Pace = (typeof PACES)[number];

/** This scanner's data, shown to another one's camera over the whole screen. */
export function ShowDialog({ screens, trust, now, language, onClose }: Props) {
  const words = screenWords(language);
  const dialog = useRef<HTMLDialogElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const title = useId();
  const [calm] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [rate, setRate] = useState<Pace>(calm ? 2 : 8);
  const [paused, setPaused] = useState(false);
  const shown = useShown(screens);
  useEffect(() => dialog.current?.showModal(), []);
  useCodes(shown || null, paused ? null : rate, canvas);

  return (
    <dialog ref={dialog} class="show" aria-labelledby={title} onClose={onClose}>
      <div class="square">
        <canvas ref={canvas} role="img" aria-label={words.series.drawing} />
      </div>
      <div class="beside" lang={language}>
        <header>
          <h2 id={title}>{words.series.show}</h2>
          <button type="button" class="plain" onClick={onClose} aria-label={words.close}>
            <Icon name="close" />
          </button>
        </header>
        <ol>{words.series.steps.map((step) => <li>{step}</li>)}</ol>
        <p class="note">{words.series.bright}</p>
        <p class="of-age" role="status">
          {shown === null ? words.series.nothing : trust?.lists && <b>{words.series.ofAge(ago(now - trust.lists.issued, language))}</b>}
          {shown && <span>{words.series.needs(shown.codes, Math.ceil(shown.codes / rate))}</span>}
        </p>
        <fieldset class="pace">
          <legend>{words.series.pace}</legend>
          {PACES.map((each) => (
            <label class="button">
              <input type="radio" name="pace" checked={rate === each} onChange={() => setRate(each)} />
              <span>{each}</span>
            </label>
          ))}
          <button type="button" class="button strong" onClick={() => setPaused(!paused)}>{paused ? words.series.goOn : words.series.pause}</button>
        </fieldset>
        <p class="note">{calm && rate === 2 ? words.series.calm : words.series.slower}</p>
      </div>
    </dialog>
  );
}

/** What is shown; `null` where there is nothing, or it fails; `undefined` before anybody knows. */
function useShown(screens: Screens): Shown | null | undefined {
  const [shown, setShown] = useState<Shown | null>();
  useEffect(() => {
    let stopped = false;
    const set = (shown: Shown | null) => !stopped && setShown(shown);
    screens.show().then(set, () => set(null));
    return () => {
      stopped = true;
    };
  }, [screens]);
  return shown;
}

/** Draws one code after the other, so many a second; `null` for none. */
function useCodes(shown: Shown | null, rate: number | null, canvas: { readonly current: HTMLCanvasElement | null }): void {
  const number = useRef(0);
  useEffect(() => {
    if (!shown || rate === null) return;
    let stopped = false;
    let drawing = false;
    const next = async () => {
      if (drawing) return;
      drawing = true;
      const modules = await shown.code(number.current).catch(() => null);
      drawing = false;
      if (stopped || !modules || !canvas.current) return;
      number.current += 1;
      const { width, data } = drawn(modules);
      Object.assign(canvas.current, { width, height: width });
      canvas.current.getContext("2d")?.putImageData(new ImageData(data, width, width), 0, 0);
    };
    void next();
    const timer = setInterval(() => void next(), 1_000 / rate);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [shown, rate]);
}
