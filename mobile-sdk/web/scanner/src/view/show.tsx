import type { TrustSeries } from "@haetae/sdk";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ago } from "../messages/age";
import { type Language, messagesIn } from "../messages/messages";
import type { ScreenTransfer } from "../scan-session/checker";
import { codePixels } from "../series/pixels";
import type { DataStatus } from "../trust/health";
import { Icon } from "./icons";

interface Props {
  readonly transfer: ScreenTransfer;
  readonly trust: DataStatus | null;
  readonly now: number;
  readonly language: Language;
  readonly onClose: () => void;
}

/** Codes per second: what most cameras can follow, and less for those that cannot, and for reduced motion. */
const PACES = [8, 4, 2] as const;
type Pace = (typeof PACES)[number];

/** This scanner's data, shown full-screen to another one's camera. */
export function ShowDialog({ transfer, trust, now, language, onClose }: Props) {
  const messages = messagesIn(language);
  const dialog = useRef<HTMLDialogElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const title = useId();
  const [calm] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [rate, setRate] = useState<Pace>(calm ? 2 : 8);
  const [paused, setPaused] = useState(false);
  const series = useSeries(transfer);
  useEffect(() => dialog.current?.showModal(), []);
  useCodes(series || null, paused ? null : rate, canvas);

  return (
    <dialog ref={dialog} class="show" aria-labelledby={title} onClose={onClose}>
      <div class="square">
        <canvas ref={canvas} role="img" aria-label={messages.series.drawing} />
      </div>
      <div class="beside" lang={language}>
        <header>
          <h2 id={title}>{messages.series.show}</h2>
          <button type="button" class="plain" onClick={onClose} aria-label={messages.close}>
            <Icon name="close" />
          </button>
        </header>
        <ol>
          {messages.series.steps.map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        <p class="note">{messages.series.bright}</p>
        <p class="of-age" role="status">
          {series === null
            ? messages.series.nothing
            : trust?.lists && <b>{messages.series.ofAge(ago(now - trust.lists.issued, language))}</b>}
          {series && <span>{messages.series.needs(series.codes, Math.ceil(series.codes / rate))}</span>}
        </p>
        <fieldset class="pace">
          <legend>{messages.series.pace}</legend>
          {PACES.map((each) => (
            <label class="button">
              <input type="radio" name="pace" checked={rate === each} onChange={() => setRate(each)} />
              <span>{each}</span>
            </label>
          ))}
          <button type="button" class="button strong" onClick={() => setPaused(!paused)}>
            {paused ? messages.series.goOn : messages.series.pause}
          </button>
        </fieldset>
        <p class="note">{calm && rate === 2 ? messages.series.calm : messages.series.slower}</p>
      </div>
    </dialog>
  );
}

/** The series to show; `null` if there is nothing or it fails; `undefined` while loading. */
function useSeries(transfer: ScreenTransfer): TrustSeries | null | undefined {
  const [series, setShown] = useState<TrustSeries | null>();
  useEffect(() => {
    let stopped = false;
    const set = (series: TrustSeries | null) => !stopped && setShown(series);
    transfer.show().then(set, () => set(null));
    return () => {
      stopped = true;
    };
  }, [transfer]);
  return series;
}

/** Draws one code after the other, this many per second; `null` for none. */
function useCodes(
  series: TrustSeries | null,
  rate: number | null,
  canvas: { readonly current: HTMLCanvasElement | null },
): void {
  const number = useRef(0);
  useEffect(() => {
    if (!series || rate === null) return;
    let stopped = false;
    let drawing = false;
    const next = async () => {
      if (drawing) return;
      drawing = true;
      const modules = await series.code(number.current).catch(() => null);
      drawing = false;
      if (stopped || !modules || !canvas.current) return;
      number.current += 1;
      const { width, data } = codePixels(modules);
      Object.assign(canvas.current, { width, height: width });
      canvas.current.getContext("2d")?.putImageData(new ImageData(data, width, width), 0, 0);
    };
    void next();
    const timer = setInterval(() => void next(), 1_000 / rate);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [series, rate]);
}
