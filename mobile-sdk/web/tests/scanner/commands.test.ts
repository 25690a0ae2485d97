import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { receiveCode, Scanner, showTrust } from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { seriesEngine } from "@haetae/sdk/series";
import { afterAll, expect, test } from "vitest";
import { bundle, checks } from "./vectors";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const HAETAE =
  process.env["HAETAE_BINARY"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(ROOT, "target"), "debug", "haetae");

const folder = mkdtempSync(join(tmpdir(), "haetae-commands-"));
afterAll(() => rmSync(folder, { recursive: true }));

const haetae = (words: string[], input = "") =>
  execFileSync(HAETAE, words, { cwd: folder, encoding: "utf8", input, stdio: ["pipe", "pipe", "ignore"] });

async function scanner(): Promise<Scanner> {
  return Scanner.open({
    engine: await scanEngine(),
    roots: checks.roots,
    clock: { now: () => checks.now, monotonic: () => 0 },
  });
}

test("what `haetae bundle animate` shows, a scanner receives, a third of it lost", async () => {
  writeFileSync(join(folder, "bundle"), bundle);
  const codes = haetae(["bundle", "animate", "--from", "bundle", "--text", "--count", "60"]).trim().split("\n");
  const engine = await seriesEngine();
  const receiver = await scanner();
  const seen = [];
  for (const code of codes.filter((_, number) => number % 3 !== 0)) {
    const { taken, outcome } = await receiveCode(engine, code, receiver);
    seen.push(taken);
    if (outcome !== undefined) expect(outcome).toBe("taken");
  }
  expect(seen).toContain("complete");
  expect((await receiver.check(checks.cases.find(({ verdict }) => verdict === "admit")?.qr ?? "")).outcome).toBe(
    "admit",
  );
});

test("what a scanner shows, `haetae bundle receive` receives", async () => {
  const engine = await seriesEngine();
  const sender = await scanner();
  await sender.takeBundle(bundle);
  const shown = await showTrust(sender, engine);
  const codes = await Promise.all(
    Array.from({ length: (shown?.codes ?? 0) + 3 }, (_, number) => engine.text(number + 1)),
  );
  haetae(["bundle", "receive", "--out", "received"], codes.join("\n"));
  const taker = await scanner();
  expect(await taker.takeBundle(readFileSync(join(folder, "received")))).toBe("taken");
  expect(await taker.trust()).toEqual(await sender.trust());
});
