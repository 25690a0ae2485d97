import type * as Series from "../../wasm/series/series.js";
import type { SeriesCore, SeriesProgress } from "./core.js";

/** The exports of wasm-bindgen. */
export type SeriesBindings = Omit<typeof Series, "default" | "initSync">;

/** Series of codes over loaded WebAssembly: one comes in, one goes out. */
export function seriesCoreOf(wasm: SeriesBindings): SeriesCore {
  let receiver: Series.SeriesIn | undefined;
  let shown: Series.SeriesOut | undefined;
  const text = (number: number): string => {
    if (shown === undefined) throw new Error("no series has been opened");
    return shown.code(number);
  };
  return {
    take: (text) => {
      receiver ??= new wasm.SeriesIn();
      const progress = JSON.parse(receiver.take(text)) as SeriesProgress;
      const bytes = progress.taken === "complete" ? receiver.object() : undefined;
      return bytes === undefined ? progress : { ...progress, bytes };
    },
    forget: () => {
      receiver?.free();
      receiver = undefined;
    },
    usualSymbolBytes: () => wasm.usualSymbolBytes(),
    open: (bytes, symbolBytes) => {
      const opened = new wasm.SeriesOut(bytes, symbolBytes);
      shown?.free();
      shown = opened;
      return opened.codes;
    },
    text,
    code: (number) => {
      const matrix = wasm.qr(text(number));
      const { width, modules } = matrix;
      matrix.free();
      return { width, modules };
    },
  };
}
