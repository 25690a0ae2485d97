import { expect, test } from "vitest";
import { codeBox, codePath } from "./code-path";

const matrix = { width: 3, modules: Uint8Array.from([1, 1, 0, 0, 0, 0, 1, 0, 1]) };

test("runs of dark modules become rectangles, with four light modules around them", () => {
  expect(codeBox(matrix)).toBe("-4 -4 11 11");
  expect(codePath(matrix)).toBe("M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z");
});
