import { expect, test } from "vitest";
import { pathOf } from "./modules.js";

test("runs of dark modules become rectangles", () => {
  expect(pathOf({ width: 3, modules: Uint8Array.from([1, 1, 0, 0, 0, 0, 1, 0, 1]) })).toBe(
    "M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z",
  );
});
