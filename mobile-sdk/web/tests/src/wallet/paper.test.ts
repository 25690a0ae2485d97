import { type RootSet, Scanner } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, it } from "vitest";

import { read } from "../vectors/read.js";

const CHECKS = read("checks.json") as {
  roots: RootSet;
  bundle: string;
  now: number;
  cases: { name: string; qr: string; verdict: string }[];
};
const textOf = (wanted: string) => CHECKS.cases.find(({ name }) => name === wanted)?.qr ?? "";

/** Long after every pass of the vectors. */
const LATER = CHECKS.now + 400 * 86_400;

it("says how paper stands by what is in force, and without that by its dates", async () => {
  const engine = await presentEngine();
  const standing = (name: string, now = CHECKS.now) => engine.paperStanding(textOf(name), now);
  expect([await standing("paper-good"), await standing("paper-good", LATER)]).toEqual(["unchecked", "expired"]);
  const scanner = await Scanner.open({ engine, roots: CHECKS.roots });
  expect([await standing("paper-good"), await standing("paper-good", LATER)]).toEqual(["unchecked", "expired"]);
  await scanner.takeBundle(Buffer.from(CHECKS.bundle, "hex"));
  expect([await standing("paper-good"), await standing("revoked-paper"), await standing("paper-by-phone-key")]).toEqual(
    ["good", "revoked", "not_genuine"],
  );
  // A phone's pass, and no pass at all.
  expect([await standing("copied-pass"), await engine.paperStanding("HT1:NO", CHECKS.now)]).toEqual([
    undefined,
    undefined,
  ]);
});

it("knows the kind of a code by its beginning", async () => {
  const engine = await presentEngine();
  const setup = "https://pass.example/scanner/#setup=x";
  const texts = ["HT1:", "HP1:", "HQ1:", "HB1:", setup, "https://menu.example/", ""];
  expect(await Promise.all(texts.map((text) => engine.codeKind(text)))).toEqual([
    "pass",
    "presentation",
    "challenge",
    "series",
    "setup",
    undefined,
    undefined,
  ]);
});
