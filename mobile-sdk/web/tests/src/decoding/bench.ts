import { scanEngine } from "@haetae/sdk/scan";

import { compare, table } from "./compare.js";
import { empty } from "./empty.js";
import { generated } from "./generated.js";
import { photographs } from "./photographs.js";
import type { Picture } from "./picture.js";
import { sideBySide } from "./readers.js";
import { prepareZxing } from "./zxing-module.js";

// Reads the photographs, the generated set and frames without a code with ours and with zxing-wasm, side by side: `npm
// run bench`,
// with the number of generated pictures of each kind and version, and how often each picture is read.
const [each, rounds] = [Number(process.argv[2] ?? 4), Number(process.argv[3] ?? 3)];
const engine = await scanEngine();
await prepareZxing();
const set: Picture[] = [];
for await (const picture of generated(engine, each)) set.push(picture);
const readers = sideBySide(engine);

const show = async (title: string, pictures: Picture[]): Promise<void> => {
  await compare(pictures.slice(0, 5), readers);
  const scores = await compare(pictures, readers, rounds);
  console.log(`${title}\n${table(scores, pictures.length)}`);
  if (process.env["VERBOSE"] !== undefined) {
    for (const [left, right] of [
      ["ours, frame", "zxing, fast"],
      ["ours, picture", "zxing, hard"],
    ] as const) {
      const missing = [...(scores[right]?.read ?? [])].filter((name) => !scores[left]?.read.has(name));
      console.log(`${right} reads and ${left} does not: ${missing.join(" ")}`);
    }
  }
};
const photos = photographs();
if (photos === undefined) console.log("skipped: HAETAE_SUITES is not set");
else await show("Photographs", photos);
for (const kind of new Set(set.map(({ name }) => name.split("-")[0] ?? ""))) {
  await show(
    `Generated, ${kind}`,
    set.filter(({ name }) => name.startsWith(kind)),
  );
}
await show("Generated, all", set);
await show("No code in view", [...empty()]);
