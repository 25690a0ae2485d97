import type { Picture } from "./picture.js";
import { type Reader, imageData } from "./readers.js";

/** How a reader did. */
export interface Score {
  read: Set<string>;
  wrong: string[];
  /** Milliseconds of each picture. */
  times: number[];
}

/** Shows every picture to every reader, one after the other. */
export async function compare(pictures: Iterable<Picture>, readers: Record<string, Reader>): Promise<Record<string, Score>> {
  const names = Object.keys(readers);
  const scores = Object.fromEntries(names.map((name) => [name, { read: new Set<string>(), wrong: [] as string[], times: [] as number[] }]));
  for (const picture of pictures) {
    const image = imageData(picture);
    for (const name of names) {
      const score = scores[name] as Score;
      const begun = performance.now();
      const text = await readers[name]?.(image);
      score.times.push(performance.now() - begun);
      if (text === picture.text) score.read.add(picture.name);
      else if (text !== undefined) score.wrong.push(picture.name);
    }
  }
  return scores;
}

/** A line for each reader. */
export function table(scores: Record<string, Score>, pictures: number): string {
  const line = ([name, { read, wrong, times }]: [string, Score]): string => {
    const sorted = times.toSorted((left, right) => left - right);
    const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1).padStart(7);
    const mean = (times.reduce((sum, time) => sum + time, 0) / times.length).toFixed(1).padStart(7);
    return `${name.padEnd(16)} ${String(read.size).padStart(5)} of ${pictures}, ${wrong.length} wrong; ms: mean ${mean} median ${at(0.5)} p95 ${at(0.95)}`;
  };
  return Object.entries(scores).map(line).join("\n");
}
