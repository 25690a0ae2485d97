// Reads pictures of a pass with the SDK's decoder beside zxing-wasm, in Node. A line of JSON for each comparison.

import { scanEngine } from "../../../mobile-sdk/web/sdk/dist/scan.node.js";
import { draw } from "../../../mobile-sdk/web/tests/dist/decoding/picture.js";
import { Seeded } from "../../../mobile-sdk/web/tests/dist/decoding/random.js";
import { imageData, sideBySide } from "../../../mobile-sdk/web/tests/dist/decoding/readers.js";
import { prepareZxing } from "../../../mobile-sdk/web/tests/dist/decoding/zxing-module.js";
import { compare } from "./turns.js";
import { codes, json } from "./vectors.js";

const [width, height] = [640, 480];
const CLEAN = { fill: 0.6, turn: 0, tilt: 0, blur: 0, noise: 2, dark: 25, light: 225, glare: 0 };
const HARD = { fill: 0.75, turn: 23, tilt: 0.15, blur: 0.6, noise: 15, dark: 50, light: 190, glare: 40 };
const PICTURES = { clean: CLEAN, "turned, tilted, blurred, noisy": HARD };

const { version } = json("../../../mobile-sdk/web/node_modules/zxing-wasm/package.json");
const engine = await scanEngine();
await prepareZxing();
const readers = sideBySide(engine);
const { text } = codes.find(({ phone }) => phone === "P-256");

for (const [kind, circumstances] of Object.entries(PICTURES)) {
  const grey = draw(await engine.qr(text), circumstances, [width, height], new Seeded(2021));
  const image = imageData({ grey, width, height });
  for (const [left, right, effort] of [
    ["ours, frame", "zxing, fast", "as fast as it can"],
    ["ours, picture", "zxing, hard", "with all that it tries"],
  ]) {
    const name = `Reading a ${left === "ours, frame" ? "frame" : "picture"}, ${kind}`;
    const peer = `zxing-wasm ${version}, ${effort}`;
    const unread = [];
    for (const reader of [left, right]) if ((await readers[reader](image)) !== text) unread.push(reader);
    const [ours, theirs] = [() => readers[left](image), () => readers[right](image)];
    if (unread.length === 0) await compare(name, peer, ours, theirs);
    else console.log(JSON.stringify({ name, peer, unread }));
  }
}
engine.close();
