import { scanEngine } from "@haetae/sdk/scan";
import { describe, expect, it } from "vitest";

import { compare, table } from "./compare.js";
import { generated } from "./generated.js";
import { photographs } from "./photographs.js";
import type { Picture } from "./picture.js";
import { ours, zxing } from "./readers.js";

describe("decoding, beside zxing-wasm", () => {
  it("reads every photograph that zxing-wasm reads", async ({ skip }) => {
    const pictures = photographs();
    if (pictures === undefined) return skip("HAETAE_SUITES is not set");
    const scores = await compare(pictures, { ours: (await ours()).picture, zxing: (await zxing()).hard });
    console.log(table(scores, pictures.length));
    expect(scores["ours"]?.wrong).toEqual([]);
    const missing = [...(scores["zxing"]?.read ?? [])].filter((name) => !scores["ours"]?.read.has(name));
    expect(missing).toEqual([]);
  });

  it("reads as many of the generated pictures as zxing-wasm", async () => {
    const engine = await scanEngine();
    const pictures: Picture[] = [];
    for await (const picture of generated(engine, 1)) pictures.push(picture);
    const scores = await compare(pictures, { ours: (await ours(engine)).picture, zxing: (await zxing()).hard });
    console.log(table(scores, pictures.length));
    expect(scores["ours"]?.wrong).toEqual([]);
    expect(scores["ours"]?.read.size).toBeGreaterThanOrEqual(scores["zxing"]?.read.size ?? Number.POSITIVE_INFINITY);
  }, 600_000);
});
