import type { Picture } from "./picture.js";
import { imageData, type Reader } from "./readers.js";

/** How a reader did. */
export interface Score {
  read: Set<string>;
  wrong: string[];
  /** Milliseconds of each picture. */
  times: number[];
}

/** What is shown of the times of a reader, in milliseconds. */
export interface Times {
  mean: number;
  median: number;
  p95: number;
}

/**
 * Shows every picture to every reader, one after the other, so many times; what else the machine does is out of the
 * best time of each. Without a `text` a picture holds no code, and nothing is right to read.
 */
export async function compare(
  pictures: Iterable<Picture>,
  readers: Record<string, Reader>,
  rounds = 1,
  done: (pictures: number) => Promise<void> | void = () => undefined,
): Promise<Record<string, Score>> {
  const names = Object.keys(readers);
  const scores = Object.fromEntries(
    names.map((name) => [name, { read: new Set<string>(), wrong: [] as string[], times: [] as number[] }]),
  );
  let shown = 0;
  for (const picture of pictures) {
    const image = imageData(picture);
    const best = new Map<string, number>();
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) {
        const score = scores[name] as Score;
        const begun = performance.now();
        const text = await readers[name]?.(image);
        best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - begun));
        if (round > 0) continue;
        if (text !== undefined && text === picture.text) score.read.add(picture.name);
        else if (text !== undefined) score.wrong.push(picture.name);
      }
    }
    for (const [name, time] of best) scores[name]?.times.push(time);
    shown += 1;
    await done(shown);
  }
  return scores;
}

/** The mean, the median and what 95 of 100 pictures stay below. */
export function timesOf({ times }: Score): Times {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  return {
    mean: times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length),
    median: at(0.5),
    p95: at(0.95),
  };
}

/** A line for each reader. */
export function table(scores: Record<string, Score>, pictures: number): string {
  const line = ([name, score]: [string, Score]): string => {
    const { mean, median, p95 } = timesOf(score);
    const shown = (time: number): string => time.toFixed(1).padStart(7);
    const counts = `${String(score.read.size).padStart(5)} of ${pictures}, ${score.wrong.length} wrong`;
    return `${name.padEnd(16)} ${counts}; ms: mean ${shown(mean)} median ${shown(median)} p95 ${shown(p95)}`;
  };
  return Object.entries(scores).map(line).join("\n");
}
