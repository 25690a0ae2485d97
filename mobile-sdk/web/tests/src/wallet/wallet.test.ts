import { type LastContact, memoryWallet, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { describe, expect, it } from "vitest";

import { read } from "../vectors/read.js";

const { cases, now: NOW } = read("checks.json") as {
  cases: { name: string; qr: string }[];
  now: number;
};
const textOf = (wanted: string) => cases.find(({ name }) => name === wanted)?.qr ?? "";
/** Of a phone, and of paper. */
const [PASS, PAPER] = [textOf("copied-pass"), textOf("paper-good")];

/** The service's answer with one pass. */
const answer = (day: string, qr: string, now = NOW) => ({
  passes: [{ day, qr, not_before: "2026-10-17T11:00:00Z", expires: "2026-10-18T15:00:00Z" }],
  refresh_after: "2026-10-20T00:00:00Z",
  server_time: new Date(now * 1000).toISOString(),
});

/** Clocks that a test sets. */
function clocks(now: number) {
  const clock = { wall: now, ms: 1000, now: () => clock.wall, monotonic: () => clock.ms };
  return clock;
}

/** A wallet with a clock that a test sets, and what it has stored. */
async function opened(clock: ReturnType<typeof clocks>, last?: LastContact) {
  const storage = memoryWallet();
  if (last !== undefined) await storage.putContact(last);
  return { storage, wallet: await Wallet.open({ engine: await presentEngine(), storage, clock }) };
}

const learn = (wallet: Wallet, seconds: number) => wallet.learnTime(new Date(seconds * 1000).toISOString());

describe("the phone's clock", () => {
  it("is corrected as long as the monotonic clock agrees", async () => {
    const clock = clocks(1000);
    const { wallet, storage } = await opened(clock);
    expect(await wallet.time()).toEqual({
      now: 1000,
      trust: "unconfirmed",
      state: "trusted",
      behind: undefined,
      correction: 0,
      earliest: undefined,
    });
    await learn(wallet, 1600);
    expect(await storage.contact()).toEqual({ server: 1600, behind: 600 });
    clock.wall += 60;
    clock.ms += 60_000;
    const time = { now: 1660, trust: "confirmed", state: "corrected", behind: 600, correction: 600, earliest: 1660 };
    expect(await wallet.time()).toEqual(time);
    // A scanner beside it goes by the same time.
    expect(wallet.clock.now()).toBe(1660);
  });

  it("is trusted once it has moved ahead: the phone may have slept", async () => {
    const clock = clocks(10_000);
    const { wallet } = await opened(clock);
    await learn(wallet, 10_600);
    expect(wallet.clock.now()).toBe(10_600);
    clock.wall += 3600;
    expect(await wallet.time()).toMatchObject({ now: 13_600, trust: "disturbed", state: "doubtful", correction: 0 });
    expect(wallet.clock.now()).toBe(13_600);
  });

  it("is wrong where it shows a time before the last contact, and the time is estimated", async () => {
    const clock = clocks(10_000);
    const { wallet } = await opened(clock);
    await learn(wallet, 10_600);
    clock.wall -= 3600;
    clock.ms += 30_000;
    expect(await wallet.time()).toMatchObject({ now: 10_630, trust: "estimated", correction: 4230, earliest: 10_630 });
    // Opened again: what was learned before still bounds it.
    const { wallet: again } = await opened(clocks(6400), { server: 10_600, behind: 0 });
    expect(await again.time()).toMatchObject({ now: 10_600, state: "estimated", earliest: undefined });
  });
});

describe("the wallet", () => {
  it("keeps the key of a day, and keys cannot be taken out", async () => {
    const { wallet, storage } = await opened(clocks(NOW));
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

  it("moves the keys of a request that waited past midnight, and none of a day with a pass", async () => {
    const { wallet, storage } = await opened(clocks(NOW));
    const [days, to] = [
      ["2026-10-17", "2026-10-18", "2026-10-19"],
      ["2026-10-18", "2026-10-19", "2026-10-20"],
    ];
    const before = await wallet.prepareRequest("me", days);
    await wallet.moveRequest("me", days, to);
    const after = await wallet.prepareRequest("me", to);
    expect(after.digest).toBe(before.digest);
    expect(after.body.holder_keys.map(({ jwk }) => jwk)).toEqual(before.body.holder_keys.map(({ jwk }) => jwk));
    expect((await storage.strips("me")).map(({ day }) => day)).toEqual(to);
    await expect(wallet.moveRequest("me", days, to)).rejects.toThrow("no key for 2026-10-17");
    await wallet.storeAnswer("me", answer("2026-10-18", PASS));
    await expect(wallet.moveRequest("me", ["2026-10-19"], ["2026-10-18"])).rejects.toThrow("a pass for 2026-10-18");
    expect((await storage.strips("me")).map(({ day }) => day)).toEqual(to);
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
    const { wallet, storage } = await opened(clock);
    await wallet.prepareRequest("me", [day]);
    await wallet.discardExpired("me");
    expect(await storage.strips("me")).toHaveLength(1);
    clock.wall += 3 * 86_400;
    await wallet.discardExpired("me");
    expect(await storage.strips("me")).toHaveLength(0);
  });

  it("deletes nothing by a clock that somebody has set ahead", async () => {
    const clock = clocks(NOW);
    const { wallet, storage } = await opened(clock);
    await learn(wallet, NOW);
    await wallet.prepareRequest("me", ["2026-10-18"]);
    clock.wall += 30 * 86_400;
    await wallet.discardExpired("me");
    expect(await storage.strips("me")).toHaveLength(1);
    clock.ms += 30 * 86_400_000;
    await wallet.discardExpired("me");
    expect(await storage.strips("me")).toHaveLength(0);
  });

  it("refuses passes that it did not ask for, cannot read or cannot present, and shows none", async () => {
    const { wallet } = await opened(clocks(NOW));
    await wallet.prepareRequest("me", ["2026-10-18"]);
    await expect(wallet.storeAnswer("me", answer("2026-10-19", PASS))).rejects.toThrow("not asked for");
    for (const qr of ["HT1:NO", PAPER]) {
      await expect(wallet.storeAnswer("me", answer("2026-10-18", qr))).rejects.toThrow("cannot be read");
    }
    expect(await wallet.present("me")).toMatchObject({ text: undefined, why: "no_pass" });
    await wallet.storeAnswer("me", answer("2026-10-18", PASS));
    const live = await wallet.present("me");
    expect(live).toMatchObject({ text: expect.stringMatching(/^HP1:/), made: NOW, next: NOW + 15 });
    expect(await wallet.passes("me")).toHaveLength(1);
    await wallet.deleteHolder("me");
    expect(await wallet.present("me")).toMatchObject({ text: undefined, why: "no_pass" });
  });

  it("knows until when there is a pass to show, and why there is none", async () => {
    const { wallet, from, until } = await withPass(clocks(NOW));
    expect(await wallet.coverage("me")).toMatchObject({ until, nothing: undefined, time: { now: NOW } });
    const { wallet: late } = await withPass(clocks(until), until);
    expect(await late.coverage("me")).toMatchObject({ until: undefined, nothing: "over" });
    const { wallet: early } = await withPass(clocks(from - 60), from - 60);
    expect(await early.coverage("me")).toMatchObject({ until: undefined, nothing: "not_yet" });
    const begins = new Date(from * 1000).toISOString();
    expect(await early.present("me")).toMatchObject({ why: "not_yet", from: begins });
    expect(await wallet.coverage("somebody else")).toMatchObject({ nothing: "no_pass" });
  });

  it("shows a pass at the last contact's time where a clock that was moved shows none", async () => {
    const clock = clocks(NOW);
    const { wallet, until } = await withPass(clock);
    await learn(wallet, NOW);
    clock.wall = until + 90_000;
    const time = { now: NOW, trust: "estimated", correction: NOW - clock.wall };
    expect(await wallet.coverage("me")).toMatchObject({ time, until });
    expect(await wallet.present("me")).toMatchObject({ made: NOW, time });
  });

  it("asks for the days that a phone keeps, and in its slot only for those that lack", async () => {
    const clock = clocks(NOW);
    const { wallet } = await opened(clock);
    const first = await wallet.due("me", "2026-10-18", { days: 2 });
    expect(first).toEqual({ days: ["2026-10-18", "2026-10-19"], urgent: true });
    await wallet.prepareRequest("me", ["2026-10-18"]);
    await wallet.storeAnswer("me", answer("2026-10-18", PASS));
    expect(await wallet.due("me", "2026-10-18")).toEqual({ days: [], urgent: false });
    const asked = await wallet.due("me", "2026-10-18", { asked: true });
    expect([asked.days.length, asked.days[0]]).toEqual([13, "2026-10-19"]);
  });

  it("asks at once where the time to ask that is stored is none", async () => {
    const { wallet, storage } = await opened(clocks(NOW));
    await storage.putHolder({ id: "me", label: "", refresh_after: "soon" });
    expect(await wallet.due("me", "2026-10-18", { days: 1 })).toEqual({ days: ["2026-10-18"], urgent: true });
  });

  it("sees at once what another tab has stored", async () => {
    const { wallet, storage } = await opened(clocks(NOW));
    const other = await Wallet.open({ engine: await presentEngine(), storage, clock: clocks(NOW) });
    expect(await wallet.present("me")).toMatchObject({ why: "no_pass" });
    await other.prepareRequest("me", ["2026-10-18"]);
    await other.storeAnswer("me", answer("2026-10-18", PASS));
    expect(await wallet.present("me")).toMatchObject({ text: expect.stringMatching(/^HP1:/) });
  });
});

/** A wallet that holds one pass, and from when until when that is valid. */
async function withPass(clock: ReturnType<typeof clocks>, now = NOW) {
  const { wallet } = await opened(clock);
  await wallet.prepareRequest("me", ["2026-10-18"]);
  await wallet.storeAnswer("me", answer("2026-10-18", PASS, now));
  const [pass] = await wallet.passes("me");
  const seconds = (time = "") => Date.parse(time) / 1000;
  return { wallet, from: seconds(pass?.inspected.not_before), until: seconds(pass?.inspected.expires) };
}
