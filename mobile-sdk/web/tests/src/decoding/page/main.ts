import { compare, table } from "../compare.js";
import { empty } from "../empty.js";
import { generated } from "../generated.js";
import type { Picture } from "../picture.js";
import { imageData, type Reader, sideBySide } from "../readers.js";
import { type Decoder, loadDecoders } from "./decoders.js";
import { photographs, pictureOf } from "./files.js";
import { shown, texts } from "./show.js";

/** How often each picture is read: what else the machine does is out of the best time. */
const ROUNDS = 3;

/** What `--headless` asks for. */
const bench = {
  /** Reads all sets, and returns the tables as text. */
  async run(each: number): Promise<string> {
    const [decoder, readers] = await ready;
    results.replaceChildren();
    const lines: string[] = [];
    for (const [title, make] of sets(decoder, each)) {
      await say(`${title}: being drawn`);
      const pictures = await make();
      if (pictures.length === 0) {
        lines.push(`${title}\nskipped: HAETAE_SUITES was not set when the page was served`);
        continue;
      }
      await compare(pictures.slice(0, 5), readers);
      const scores = await compare(pictures, readers, ROUNDS, (done) =>
        say(`${title}: ${done} of ${pictures.length}`, done / pictures.length),
      );
      results.append(shown(title, scores, pictures.length));
      lines.push(`${title}\n${table(scores, pictures.length)}`);
    }
    await say("");
    return lines.join("\n");
  },
};

function sets(decoder: Decoder, each: number): [string, () => Promise<Picture[]>][] {
  const drawn = async (): Promise<Picture[]> => {
    const pictures: Picture[] = [];
    for await (const picture of generated(decoder, each)) {
      pictures.push(picture);
      await painted();
    }
    return pictures;
  };
  return [
    ["Photographs", photographs],
    ["Generated", drawn],
    ["No code in view", async () => [...empty()]],
  ];
}

/** Reads each file once to warm up, and then `ROUNDS` times. */
async function readOwn(files: File[]): Promise<void> {
  const [, readers] = await ready;
  const read = [];
  for (const file of files) {
    await say(`${file.name}: being read`);
    await painted();
    const image = imageData(await pictureOf(file.name, file));
    for (const [by, reader] of Object.entries(readers)) {
      const { text, time } = await timed(reader, image);
      read.push({ name: file.name, by, text, time });
    }
  }
  await say("");
  results.prepend(texts(read));
}

async function timed(reader: Reader, image: ImageData): Promise<{ text: string | undefined; time: number }> {
  let text = await reader(image);
  let time = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    text = await reader(image);
    time = Math.min(time, performance.now() - begun);
  }
  return { text, time };
}

const by = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const [progress, now, results] = [by<HTMLProgressElement>("progress"), by("now"), by("results")];

/** Says what is being done, and lets the browser show it. */
async function say(what: string, part = 0): Promise<void> {
  now.textContent = what;
  progress.hidden = what === "";
  progress.value = part;
  await painted();
}

function painted(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** One thing at a time; errors are shown. */
function begin(work: () => Promise<unknown>): void {
  const controls = document.querySelectorAll<HTMLButtonElement | HTMLInputElement>("button, input");
  for (const control of controls) control.disabled = true;
  work()
    .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)))
    .finally(() => {
      for (const control of controls) control.disabled = false;
    });
}

const ready: Promise<[Decoder, Record<string, Reader>]> = loadDecoders().then((decoder) => [
  decoder,
  sideBySide(decoder),
]);
by<HTMLFormElement>("start").onsubmit = (event) => {
  event.preventDefault();
  begin(() => bench.run(by<HTMLInputElement>("each").valueAsNumber));
};
by<HTMLInputElement>("own").onchange = (event) => {
  const files = [...((event.currentTarget as HTMLInputElement).files ?? [])];
  begin(() => readOwn(files));
};

export type Bench = typeof bench;

declare global {
  interface Window {
    bench: Bench;
  }
}

window.bench = bench;
