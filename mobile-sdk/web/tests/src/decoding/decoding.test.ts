import type { Engine, Matrix, Pixels } from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { beforeAll, describe, expect, it } from "vitest";

import { compare, type Score, table } from "./compare.js";
import { empty } from "./empty.js";
import { generated } from "./generated.js";
import { photographs } from "./photographs.js";
import type { Picture } from "./picture.js";
import { type Reader, sideBySide } from "./readers.js";
import { prepareZxing } from "./zxing-module.js";

/** The readers that are compared: ours, theirs. */
const PAIRS = [
  ["ours, frame", "zxing, fast"],
  ["ours, picture", "zxing, hard"],
] as const;

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
      expect(
        [...score(other).read].filter((name) => !score(own).read.has(name)),
        own,
      ).toEqual([]);
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

  it.each(["frame", "picture"] as const)(
    "takes ours of two codes, in either order, dark on light and light on dark: %s",
    async (effort) => {
      const [ours, menu] = [await engine.qr("HT1:9K2 Q$%*+-./:X7"), await engine.qr("HTTPS://EXAMPLE.COM/MENU")];
      for (const [left, right] of [
        [ours, menu],
        [menu, ours],
      ] as const) {
        for (const inverted of [false, true]) {
          expect(await engine.read(sideBySideCodes(left, right, inverted), effort)).toBe("HT1:9K2 Q$%*+-./:X7");
        }
      }
      expect(await engine.read(sideBySideCodes(menu, menu, false), effort), "where there is no other").toBe(
        "HTTPS://EXAMPLE.COM/MENU",
      );
    },
  );

  it("names files that are no pictures for it", async () => {
    const head = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(await engine.fileKind(head("\0\0\0\x18ftypheic\0\0\0\0"))).toBe("HEIC");
    expect(await engine.fileKind(head("%PDF-1.7"))).toBe("PDF");
    expect(await engine.fileKind(head("HT1:"))).toBeUndefined();
  });

  it("reads nothing where there is nothing", async () => {
    const score = await read([...empty()]);
    for (const [own] of PAIRS) expect(score(own).wrong).toEqual([]);
  });
});

/** Two codes beside each other, four pixels a module, each with its quiet zone. */
function sideBySideCodes(left: Matrix, right: Matrix, inverted: boolean): Pixels {
  const scale = 4;
  const side = (Math.max(left.width, right.width) + 8) * scale;
  const width = side * 2;
  const data = new Uint8Array(width * side).fill(inverted ? 0 : 255);
  for (const [start, code] of [
    [0, left],
    [side, right],
  ] as const) {
    for (let y = 0; y < code.width * scale; y += 1) {
      for (let x = 0; x < code.width * scale; x += 1) {
        const dark = code.modules[Math.floor(y / scale) * code.width + Math.floor(x / scale)] === 1;
        data[(y + 4 * scale) * width + start + x + 4 * scale] = dark === inverted ? 255 : 0;
      }
    }
  }
  return { data, width, height: side, stride: width, form: "grey" };
}
