import type { Engine } from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { beforeAll, describe, expect, it } from "vitest";

import { type Score, compare, table } from "./compare.js";
import { empty } from "./empty.js";
import { generated } from "./generated.js";
import { photographs } from "./photographs.js";
import type { Picture } from "./picture.js";
import { type Reader, sideBySide } from "./readers.js";
import { prepareZxing } from "./zxing-module.js";

/** Which of ours stands beside which of theirs. */
const PAIRS = [["ours, frame", "zxing, fast"], ["ours, picture", "zxing, hard"]] as const;

describe("decoding, beside zxing-wasm", () => {
  let engine: Engine;
  let readers: Record<string, Reader>;

  beforeAll(async () => {
    await prepareZxing();
    engine = await scanEngine();
    readers = sideBySide(engine);
  });

  const read = async (pictures: Picture[]): Promise<(name: string) => Score> => {
    const scores = await compare(pictures, readers);
    console.log(table(scores, pictures.length));
    return (name) => scores[name] ?? { read: new Set(), wrong: [], times: [] };
  };

  it("reads every photograph that zxing-wasm reads", async ({ skip }) => {
    const pictures = photographs();
    if (pictures === undefined) return skip("HAETAE_SUITES is not set");
    const score = await read(pictures);
    for (const [own, other] of PAIRS) {
      expect(score(own).wrong).toEqual([]);
      expect([...score(other).read].filter((name) => !score(own).read.has(name)), own).toEqual([]);
    }
  });

  it("reads as many of the generated pictures as zxing-wasm", async () => {
    const pictures: Picture[] = [];
    for await (const picture of generated(engine, 1)) pictures.push(picture);
    const score = await read(pictures);
    for (const [own, other] of PAIRS) {
      expect(score(own).wrong).toEqual([]);
      expect(score(other).read.size, "the set is not too hard for anybody").toBeGreaterThan(pictures.length / 2);
      expect(score(own).read.size, own).toBeGreaterThanOrEqual(score(other).read.size);
    }
  }, 600_000);

  it("reads nothing where there is nothing", async () => {
    const score = await read([...empty()]);
    for (const [own] of PAIRS) expect(score(own).wrong).toEqual([]);
  });
});
