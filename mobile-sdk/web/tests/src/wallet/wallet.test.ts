import { memoryWallet, PhoneClock, timeToShow, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { describe, expect, it } from "vitest";

import { read } from "../vectors/read.js";

/** Clocks that a test sets. */
function clocks(now: number) {
  const clock = { wall: now, ms: 1000, now: () => clock.wall, monotonic: () => clock.ms };
  return clock;
}

describe("the phone's clock", () => {
  it("is corrected as long as the monotonic clock agrees", () => {
    const clock = clocks(1000);
    const phone = new PhoneClock(clock, undefined);
    expect(phone.time()).toEqual({
      now: 1000,
      trust: "unconfirmed",
      behind: undefined,
      correction: 0,
      earliest: undefined,
    });
    phone.learn(1600);
    clock.wall += 60;
    clock.ms += 60_000;
    expect(phone.time()).toEqual({ now: 1660, trust: "confirmed", behind: 600, correction: 600, earliest: 1660 });
  });

  it("is trusted once it has moved ahead: the phone may have slept", () => {
    const clock = clocks(10_000);
    const phone = new PhoneClock(clock, undefined);
    phone.learn(10_600);
    clock.wall += 3600;
    expect(phone.time()).toEqual({ now: 13_600, trust: "disturbed", behind: 600, correction: 0, earliest: 10_600 });
  });

  it("is wrong where it shows a time before the last contact, and the time is estimated", () => {
    const clock = clocks(10_000);
    const phone = new PhoneClock(clock, undefined);
    phone.learn(10_600);
    clock.wall -= 3600;
    clock.ms += 30_000;
    expect(phone.time()).toEqual({ now: 10_630, trust: "estimated", behind: 600, correction: 4230, earliest: 10_630 });
    // Opened again: what was learned before still bounds it.
    const again = new PhoneClock(clocks(6400), { server: 10_600, behind: 0 });
    expect(again.time()).toMatchObject({ now: 10_600, trust: "estimated", earliest: undefined });
    // A clock that is slow as it was before is read with its error.
    const slow = new PhoneClock(clocks(10_400), { server: 10_600, behind: 600 });
    expect(slow.time()).toMatchObject({ now: 11_000, trust: "estimated" });
  });

  it("shows a pass by the last contact only where none is valid by a clock that was moved", () => {
    const pass = (from: number, to: number) => {
      const [not_before = "", expires = ""] = [from, to].map((time) => new Date(time * 1000).toISOString());
      return { day: "2026-10-18", qr: "HT1:", not_before, expires };
    };
    const clock = clocks(10_000);
    const phone = new PhoneClock(clock, undefined);
    phone.learn(10_000);
    clock.wall += 90_000;
    expect(timeToShow(phone.time(), [pass(9_000, 50_000)])).toMatchObject({
      now: 10_000,
      trust: "estimated",
      correction: -90_000,
    });
    expect(timeToShow(phone.time(), [pass(9_000, 50_000), pass(99_000, 110_000)])).toMatchObject({
      now: 100_000,
      trust: "disturbed",
    });
    expect(timeToShow(phone.time(), [pass(1_000, 2_000)])).toMatchObject({ now: 100_000, trust: "disturbed" });
    // After reopening, a wrong clock cannot be distinguished from expired passes.
    const again = new PhoneClock(clocks(100_000), { server: 10_000, behind: 0 });
    expect(timeToShow(again.time(), [pass(9_000, 50_000)])).toMatchObject({ now: 100_000, trust: "unconfirmed" });
  });

  it("is not corrected by what an earlier page has learned", () => {
    const phone = new PhoneClock(clocks(1000), { server: 900, behind: 60 });
    expect(phone.time()).toEqual({ now: 1000, trust: "unconfirmed", behind: 60, correction: 0, earliest: undefined });
  });
});

describe("the wallet", () => {
  it("keeps the key of a day, and keys cannot be taken out", async () => {
    const storage = memoryWallet();
    const wallet = await Wallet.open({ engine: await presentEngine(), storage, clock: clocks(1_792_254_257) });
    const first = await wallet.prepareRequest("me", ["2026-10-17", "2026-10-18"]);
    const again = await wallet.prepareRequest("me", ["2026-10-18", "2026-10-17"]);
    expect(again.body.holder_keys.toReversed()).toEqual(first.body.holder_keys);
    expect(again.digest).toBe(first.digest);
    expect(first.digest).toMatch(/^[\w-]{43}$/);
    for (const { key } of await storage.strips("me")) {
      expect(key.extractable).toBe(false);
      await expect(crypto.subtle.exportKey("jwk", key)).rejects.toThrow();
    }
  });

  it.each([
    ["Etc/GMT+12", "2026-10-17", "2026-10-18T11:59:00Z"],
    ["Pacific/Honolulu", "2026-10-17", "2026-10-18T09:59:00Z"],
    ["America/New_York", "2026-10-17", "2026-10-18T03:59:00Z"],
    ["Asia/Seoul", "2026-10-18", "2026-10-18T14:59:00Z"],
    ["Pacific/Kiritimati", "2026-10-18", "2026-10-17T10:00:00Z"],
  ])("keeps the key of a day as long as it is that day in %s", async (zone, day, at) => {
    // The day in the issuer's zone, as people there read it.
    expect(new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at))).toBe(day);
    const clock = clocks(Date.parse(at) / 1000);
    const storage = memoryWallet();
    const wallet = await Wallet.open({ engine: await presentEngine(), storage, clock });
    await wallet.prepareRequest("me", [day]);
    await wallet.discardExpired("me");
    expect(await storage.strips("me")).toHaveLength(1);
    clock.wall += 3 * 86_400;
    await wallet.discardExpired("me");
    expect(await storage.strips("me")).toHaveLength(0);
  });

  it("refuses passes that it did not ask for, or cannot read, and shows none", async () => {
    const wallet = await Wallet.open({
      engine: await presentEngine(),
      storage: memoryWallet(),
      clock: clocks(1_792_254_257),
    });
    await wallet.prepareRequest("me", ["2026-10-18"]);
    const answer = (day: string, qr: string) => ({
      passes: [{ day, qr, not_before: "2026-10-17T11:00:00Z", expires: "2026-10-18T15:00:00Z" }],
      refresh_after: "2026-10-20T00:00:00Z",
      server_time: "2026-10-17T12:00:00Z",
    });
    const { cases } = read("checks.json") as { cases: { qr: string; verdict: string }[] };
    const pass = cases.find(({ qr, verdict }) => qr.startsWith("HT1:") && verdict === "holder_proof_missing")?.qr ?? "";
    await expect(wallet.storeAnswer("me", answer("2026-10-19", pass))).rejects.toThrow("not asked for");
    await expect(wallet.storeAnswer("me", answer("2026-10-18", "HT1:NO"))).rejects.toThrow("cannot be read");
    expect(await wallet.present("me")).toMatchObject({ text: undefined, why: "no_pass" });
    await wallet.storeAnswer("me", answer("2026-10-18", pass));
    const live = await wallet.present("me");
    expect(live.text).toMatch(/^HP1:/);
    expect(await wallet.passes("me")).toHaveLength(1);
    await wallet.deleteHolder("me");
    expect(await wallet.present("me")).toMatchObject({ text: undefined, why: "no_pass" });
  });
});
