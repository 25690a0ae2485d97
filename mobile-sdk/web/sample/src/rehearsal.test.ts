import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Scanner } from "@haetae/sdk";
import { checkEngine } from "@haetae/sdk/check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Asked, Sandbox } from "./rehearsal.js";
import { SampleWallet, type Screen } from "./sample-wallet.js";
import { Service } from "./service.js";
import { fileStorage, memoryStorage } from "./storage.js";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** A rehearsal takes a fortnight of the sandbox's time, in seconds. */
const FORTNIGHT = 14 * 24 * HOUR;
/** One step of it, in seconds; and one while there is a fault, and for a day after it. */
const STEP = 4 * HOUR;
const FINE_STEP = HOUR / 2;
/** The fault begins in the step before the wallet asks for passes again, and ends so many seconds later. */
const FAULTY = 6 * HOUR;

let sandbox: Sandbox;
let good: Life;

beforeAll(async () => {
  sandbox = await Sandbox.start();
  good = await live();
});

afterAll(() => sandbox?.end());

/** What a wallet lived through. */
interface Life {
  /** How many requests the service had from it. */
  requests: number;
  /** What its owner saw, and what a venue said to that, at each step. */
  steps: { at: number; screen: Screen; verdict: string }[];
  /** When the fault began; times are seconds since the beginning. */
  begun: number;
}

/** Two weeks with a wallet, with a fault in between. */
async function live(asked?: Asked): Promise<Life> {
  const { clock, address, roots } = sandbox;
  // The wait for an answer that never comes is real time.
  const service = new Service(address, 2_000);
  const storage = memoryStorage();
  const person = { zone: "Asia/Seoul", subject: "SYN-000001" };
  // The same schedule in each life: what differs comes from the fault.
  const random = (bytes: Uint8Array) => void bytes.fill(7);
  const wallet = await SampleWallet.open({ service, roots, ...person, storage, clock, random });
  const venue = await Scanner.open({ engine: await checkEngine(), roots, clock });
  const steps: Life["steps"] = [];
  const start = clock.now();
  let begun = Number.POSITIVE_INFINITY;
  let hasEnded = false;
  for (let at = 0; at < FORTNIGHT; at = clock.now() - start) {
    const [owner] = await storage.wallet.holders();
    const plan = Date.parse(owner?.refresh_after ?? "") / 1000;
    if (asked !== undefined && at < begun && plan < clock.now() + STEP) {
      begun = at;
      await sandbox.fault(asked);
    }
    if (!hasEnded && at >= begun + FAULTY) {
      hasEnded = true;
      await sandbox.endFaults();
    }
    // The venue is not disturbed: this is about the wallet.
    if (at < begun || hasEnded) {
      const bundle = await fetch(`${address}/v1/trust/bundle`);
      if (bundle.ok) await venue.takeBundle(new Uint8Array(await bundle.arrayBuffer()));
    }
    await wallet.tick();
    const screen = await wallet.screen();
    await venue.forget();
    steps.push({ at, screen, verdict: screen.code === undefined ? "none" : (await venue.check(screen.code)).code });
    await sandbox.advance(at >= begun && at < begun + FAULTY + DAY ? FINE_STEP : STEP);
  }
  const { requests } = await sandbox.state();
  const ofWallet = Object.entries(requests).filter(([route]) => !route.includes("/v1/trust/bundle"));
  return { requests: ofWallet.reduce((sum, [, count]) => sum + count, 0), steps, begun };
}

const TECHNICAL: Asked[] = [
  { fault: "slow=1s", requests: 2 },
  { fault: "unavailable=30" },
  { fault: "full_queue=600" },
  { fault: "too_many_requests=3600" },
  { fault: "dropped_reply" },
  { fault: "no_answer" },
  { fault: "old_manifest", path: "/v1/trust/manifest" },
  { fault: "hostile_mirror", path: "/v1/trust/manifest" },
  { fault: "hostile_mirror", path: "/v1/trust/files/" },
];

test("a good fortnight is admitted at every step and says nothing", () => {
  expect(good.steps.every(({ verdict, screen }) => verdict === "admit" && screen.notice === undefined)).toBe(true);
  expect(good.requests).toBeGreaterThan(20);
});

test.each(TECHNICAL)("the code survives $fault, and the wallet recovers by itself", async (asked) => {
  await sandbox.reset();
  const life = await live(asked);
  expect(life.begun).toBeLessThan(FORTNIGHT - 2 * DAY);
  expect(life.steps.map(({ verdict }) => verdict).filter((verdict) => verdict !== "admit")).toEqual([]);
  const kinds = new Set(life.steps.map(({ screen }) => screen.notice?.kind));
  expect(kinds.has("decision")).toBe(false);
  expect(life.steps.at(-1)?.screen.notice).toBeUndefined();
  // At most one more for each hour of the fault.
  expect(life.requests).toBeLessThanOrEqual(good.requests + FAULTY / HOUR);
});

test("a service whose time is wrong makes codes that a venue calls old for no longer than a day after", async () => {
  await sandbox.reset();
  const life = await live({ fault: "wrong_time=-3600s" });
  const others = life.steps.flatMap(({ at, verdict }) => (verdict === "admit" ? [] : [{ at, verdict }]));
  // Unclear, and never a no.
  expect(new Set(others.map(({ verdict }) => verdict))).toEqual(new Set(["holder_proof_stale"]));
  expect(others.every(({ at }) => at >= life.begun && at < life.begun + FAULTY + 32 * HOUR)).toBe(true);
  expect(life.steps.every(({ screen }) => screen.notice === undefined)).toBe(true);
  expect(life.requests).toBeLessThanOrEqual(Math.floor(good.requests * 1.1));
});

test("passes of a withdrawn key are replaced, and nothing says that a person is not eligible", async () => {
  await sandbox.reset();
  const life = await live({ fault: "withdrawn_key" });
  const refused = life.steps.flatMap(({ at, verdict }) => (verdict === "admit" ? [] : [at]));
  expect(life.steps.every(({ screen }) => screen.notice?.kind !== "decision")).toBe(true);
  // The wallet has new data once a day.
  expect(refused.every((at) => at >= life.begun && at < life.begun + 32 * HOUR)).toBe(true);
  expect(life.requests).toBeLessThanOrEqual(Math.floor(good.requests * 1.1));
});

test("a revoked person is shown what the issuer decided, and the wallet asks less and less often", async () => {
  await sandbox.reset();
  const life = await live({ fault: "revoked_person=SYN-000001" });
  const last = life.steps.at(-1);
  expect(last?.screen.notice?.kind).toBe("decision");
  const shown = life.steps.find(({ screen }) => screen.notice?.kind === "decision");
  expect(shown?.at).toBeGreaterThanOrEqual(life.begun);
  // Quickly at first, then every eight hours at most on average; each time with a new assertion.
  const asked = 6 + (FORTNIGHT - life.begun) / (8 * HOUR);
  expect(life.requests).toBeLessThanOrEqual(good.requests + 2 * asked);
});

test("a wallet that is started again goes on with its file", async () => {
  await sandbox.reset();
  const folder = mkdtempSync(join(tmpdir(), "haetae-sample-"));
  try {
    const { clock, address, roots } = sandbox;
    const open = async () =>
      SampleWallet.open({
        service: new Service(address),
        roots,
        zone: "Asia/Seoul",
        subject: "SYN-000002",
        storage: await fileStorage(join(folder, "wallet.json")),
        clock,
      });
    const first = await open();
    await first.tick();
    await sandbox.fault({ fault: "unavailable" });
    const again = await open();
    expect((await again.screen()).code).toMatch(/^HP1:/);
    const before = (await sandbox.state()).requests["POST /v1/passes"];
    await again.tick();
    expect((await sandbox.state()).requests["POST /v1/passes"]).toBe(before);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
