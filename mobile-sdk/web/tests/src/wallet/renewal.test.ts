import { type Engine, memoryWallet, type RootSet, Scanner, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, it } from "vitest";

import { read } from "../vectors/read.js";
import { unwrapped } from "./unwrapped.js";

interface Case {
  name: string;
  qr: string;
  now: number;
  verdict: string;
}

const CHECKS = read("checks.json") as { roots: RootSet; bundle: string; now: number; cases: Case[] };

/** The phone's status of a pass, by the scanner's verdict on its presentation. */
const STATUSES: Record<string, string> = {
  admit: "good",
  expired: "ended",
  key_withdrawn: "withdrawn",
  revoked: "revoked",
  unknown_key: "key_gone",
};

/** The passes of phones on which scanners decide so. */
const CASES = CHECKS.cases.filter(({ qr, verdict }) => qr.startsWith("HP1:") && verdict in STATUSES);

async function opened(): Promise<Engine> {
  const engine = await presentEngine();
  const scanner = await Scanner.open({
    engine,
    roots: CHECKS.roots,
    clock: { now: () => CHECKS.now, monotonic: () => 0 },
  });
  await scanner.takeBundle(Buffer.from(CHECKS.bundle, "hex"));
  await engine.openClock(at(CHECKS.now), undefined);
  return engine;
}

/** By both clocks. */
const at = (now: number) => ({ wall: now, monotonic: (now - CHECKS.now) * 1000 });

/** Holds presented passes for somebody, who was going to ask for others in five days. */
async function held(engine: Engine, presentations: readonly string[], now: number): Promise<number> {
  const strips = presentations.map((qr) => ({ day: "2026-10-18", qr: unwrapped(qr) }));
  const planned = now + 5 * 86_400;
  expect(await engine.hold("me", { planned, strips })).toEqual(strips.map(({ qr }) => qr));
  return planned;
}

it("says of a phone's passes what scanners say, and when to replace them", async () => {
  const engine = await opened();
  expect(new Set(CASES.map(({ verdict }) => verdict)).size).toBe(Object.keys(STATUSES).length);
  for (const { name, qr, now, verdict } of CASES) {
    await held(engine, [qr], now);
    const { passes } = await engine.renew("me", at(now), 7n);
    const isOver = Date.parse((await engine.inspect(qr))?.expires ?? "") / 1000 <= now;
    // Scanners admit a pass whose key is withdrawn from a later time on, and its phone knows that it needs another.
    const status = isOver ? "ended" : name === "key-withdrawn-later" ? "withdrawn" : STATUSES[verdict];
    expect([name, passes.map((own) => own.standing)]).toEqual([name, [status]]);
  }
  const revoked = CASES.filter(({ verdict }) => verdict === "revoked").map(({ qr }) => qr);
  const times = new Set<number>();
  for (let seed = 0n; seed < 50n; seed += 1n) {
    await held(engine, revoked, CHECKS.now);
    times.add((await engine.renew("me", at(CHECKS.now), seed)).at);
  }
  // Within a quarter of an hour, and not everybody at once.
  expect(Math.max(...times)).toBeLessThan(CHECKS.now + 900);
  expect(times.size).toBeGreaterThan(40);
});

it("keeps the schedule if nothing speaks against a pass", async () => {
  const engine = await opened();
  const admitted = CASES.find(({ verdict, now }) => verdict === "admit" && now === CHECKS.now)?.qr ?? "";
  const planned = await held(engine, [admitted], CHECKS.now);
  expect(await engine.renew("me", at(CHECKS.now), 7n)).toEqual({ passes: [{ standing: "good" }], at: planned });
  await held(engine, [], CHECKS.now);
  expect(await engine.renew("me", at(CHECKS.now), 7n)).toEqual({ passes: [], at: planned });
});

it("counts a text that is no pass of a phone as a day without one, and goes on with the others", async () => {
  const engine = await opened();
  const admitted = CASES.find(({ verdict, now }) => verdict === "admit" && now === CHECKS.now)?.qr ?? "";
  const texts = ["HT1:NO PASS", admitted, unwrapped(admitted)];
  const strips = texts.map((qr, place) => ({ day: `2026-10-${17 + place}`, qr }));
  expect(await engine.hold("me", { planned: 0, strips })).toEqual([unwrapped(admitted)]);
  expect((await engine.renew("me", at(CHECKS.now), 7n)).passes).toEqual([{ standing: "good" }]);
});

it("keeps the keys of the days that a short answer left out, and asks for them again when it says", async () => {
  const engine = await opened();
  const admitted = CASES.find(({ verdict, now }) => verdict === "admit" && now === CHECKS.now)?.qr ?? "";
  const clock = { wall: CHECKS.now, now: () => clock.wall, monotonic: () => (clock.wall - CHECKS.now) * 1000 };
  const wallet = await Wallet.open({ engine, storage: memoryWallet(), clock });
  const days = ["2026-10-18", "2026-10-19", "2026-10-20"];
  const [day = "", ...others] = days;
  const first = await wallet.prepareRequest("me", days);
  const inSeconds = (seconds: number) => new Date((clock.wall + seconds) * 1000).toISOString();
  await wallet.storeAnswer("me", {
    passes: [{ day, qr: unwrapped(admitted), not_before: inSeconds(0), expires: inSeconds(3_600) }],
    refresh_after: inSeconds(900),
    server_time: inSeconds(0),
  });
  expect((await wallet.renewal("me"))?.at).toBe(CHECKS.now + 900);
  clock.wall += 899;
  expect((await wallet.due("me", day, { days: 3 })).days).toEqual([]);
  clock.wall += 1;
  expect((await wallet.due("me", day, { days: 3 })).days).toEqual(others);
  const again = await wallet.prepareRequest("me", others);
  expect(again.body.holder_keys).toEqual(first.body.holder_keys.slice(1));
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])("draws the time to renew once, with seed %i too", async (seed) => {
  const engine = await opened();
  const later = CASES.find(({ name }) => name === "key-withdrawn-later");
  // Hours before the key is withdrawn: there is a long time to draw from.
  const clock = { wall: (later?.now ?? 0) - 20_000, now: () => clock.wall, monotonic: () => 0 };
  const storage = memoryWallet();
  const wallet = await Wallet.open({ engine, storage, clock, random: (bytes) => bytes.fill(seed) });
  const [day, time] = ["2026-10-18", new Date(clock.wall * 1000).toISOString()];
  await wallet.prepareRequest("me", [day]);
  await wallet.storeAnswer("me", {
    passes: [{ day, qr: unwrapped(later?.qr ?? ""), not_before: time, expires: time }],
    refresh_after: new Date((clock.wall + 30 * 86_400) * 1000).toISOString(),
    server_time: time,
  });
  const at = (await wallet.renewal("me"))?.at ?? 0;
  expect(at).toBeLessThan(clock.wall + 30 * 86_400);
  // What is drawn differs from minute to minute.
  clock.wall += 60;
  await wallet.due("me", day);
  const [holder] = await storage.holders();
  expect(Date.parse(holder?.refresh_after ?? "") / 1000).toBe(at);
});

it.each(["an answer", "a removal"])("leaves %s alone that another tab stores meanwhile", async (what) => {
  const engine = await opened();
  const later = CASES.find(({ name }) => name === "key-withdrawn-later");
  const now = (later?.now ?? 0) - 20_000;
  const inDays = (days: number) => new Date((now + days * 86_400) * 1000).toISOString();
  const storage = memoryWallet();
  const wallet = await Wallet.open({ engine, storage, clock: { now: () => now, monotonic: () => 0 } });
  const [day, time] = ["2026-10-18", inDays(0)];
  await wallet.prepareRequest("me", [day]);
  await wallet.storeAnswer("me", {
    passes: [{ day, qr: unwrapped(later?.qr ?? ""), not_before: time, expires: time }],
    refresh_after: inDays(30),
    server_time: time,
  });
  const answered = { id: "me", label: "", refresh_after: inDays(31) };
  const renew = engine.renew.bind(engine);
  engine.renew = async (...words) => {
    await (what === "an answer" ? storage.putHolder(answered) : storage.deleteHolder("me"));
    return renew(...words);
  };
  expect((await wallet.renewal("me"))?.at).toBeLessThan(now + 30 * 86_400);
  expect(await storage.holders()).toEqual(what === "an answer" ? [answered] : []);
});
