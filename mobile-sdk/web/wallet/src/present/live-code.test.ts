import { expect, test } from "vitest";
import { newKeyPair } from "../holder/keys.js";
import { makeLiveCode, pathOf } from "./live-code.js";

test("runs of dark modules become rectangles", () => {
  expect(pathOf({ width: 3, modules: Uint8Array.from([1, 1, 0, 0, 0, 0, 1, 0, 1]) })).toBe("M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z");
});

test("a code is signed for the second that it shows, with the challenge that a venue asked", async () => {
  const asked: unknown[][] = [];
  const engine = {
    toBeSigned: async (...values: unknown[]) => (asked.push(values), new Uint8Array([1])),
    presentation: async (...values: unknown[]) => (asked.push(values), `HP1:${(values[3] as Uint8Array).length}`),
    qr: async () => ({ width: 1, modules: new Uint8Array([1]) }),
  };
  const pass = { holder: "a", day: "2026-11-22", qr: "HT1:X", not_before: "", expires: "" };
  const code = await makeLiveCode(engine as never, pass, await newKeyPair(), 1000.7, "HQ1:Y");
  expect(code).toMatchObject({ text: "HP1:64", signed: 1000.7 });
  expect(asked[0]).toEqual(["HT1:X", 1000, "HQ1:Y"]);
  expect(asked[1]?.slice(0, 3)).toEqual(["HT1:X", 1000, "HQ1:Y"]);
});
