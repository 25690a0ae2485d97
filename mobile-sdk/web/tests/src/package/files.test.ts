import { describe, expect, it } from "vitest";

import { sourcesIn } from "./sources.js";

const MAX_LINES = 400;
const MAX_COLUMNS = 120;

/** A line that begins as a comment, or ends in one; not an address inside a text. */
const COMMENT = /^\s*(?:\/\/|\/\*|\*|<!--)|^[^"'`]*\s\/\/ /;

/** The lines of a text, by their numbers, of which a comment is too wide. */
function wideComments(text: string): number[] {
  return text.split("\n").flatMap((line, at) => (line.length > MAX_COLUMNS && COMMENT.test(line) ? [at + 1] : []));
}

describe("a file of the web code", () => {
  const folders = ["sdk", "shell", "scanner", "wallet", "sample"].map((part) => `${part}/src`);
  const tests = ["src", "scanner", "shell", "wallet"].map((part) => `tests/${part}`);
  const sources = sourcesIn([...folders, ...tests], /\.(tsx?|css|html)$/);

  it("has at most 400 lines", () => {
    expect(sources.size).toBeGreaterThan(250);
    const long = [...sources].filter(([, text]) => text.split("\n").length - 1 > MAX_LINES);
    expect(long.map(([file]) => file)).toEqual([]);
  });

  it("has no comment that is wider than 120 columns", () => {
    const wide = [...sources].flatMap(([file, text]) => wideComments(text).map((line) => `${file}:${line}`));
    expect(wide).toEqual([]);
  });
});

it.each([
  ["a comment", `// ${"a".repeat(118)}`, [1]],
  ["a comment of 120 columns", `// ${"a".repeat(117)}`, []],
  ["a comment after code", `const a = 1; // ${"a".repeat(118)}`, [1]],
  ["a line inside a block", `/**\n * ${"a".repeat(118)}\n */`, [2]],
  ["a style's comment", `a { }\n/* ${"a".repeat(118)} */`, [2]],
  ["code", `const a = ${"a".repeat(118)};`, []],
  ["an address", `const a = "https://example.org/ // ${"a".repeat(118)}";`, []],
])("%s is found to be too wide, or not", (_, text, lines) => {
  expect(wideComments(text)).toEqual(lines);
});
