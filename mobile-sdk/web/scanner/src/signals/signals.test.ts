import { expect, test } from "vitest";
import { TONES, VIBRATION } from "./signals";

test("the three outcomes sound and feel different", () => {
  const rises = (outcome: keyof typeof TONES) => TONES[outcome].map((tone) => Math.sign(tone.to - tone.from));
  expect([rises("admit"), rises("refuse"), rises("unclear")]).toEqual([[1], [-1, -1], [0]]);
  expect(new Set(Object.values(VIBRATION).map((pattern) => pattern.length)).size).toBe(3);
});
