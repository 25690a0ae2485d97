import { memoryWallet, PhoneClock, Wallet } from "@haetae/sdk";
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
    expect(phone.time()).toEqual({ now: 1000, trust: "unconfirmed", behind: undefined, correction: 0 });
    phone.learn(1600);
    clock.wall += 60;
    clock.ms += 60_000;
    expect(phone.time()).toEqual({ now: 1660, trust: "confirmed", behind: 600, correction: 600 });
  });

  it.each([3600, -3600])("is believed as it stands once somebody moved it by %i seconds", (moved) => {
    const clock = clocks(10_000);
    const phone = new PhoneClock(clock, undefined);
    phone.learn(10_600);
    clock.wall += moved;
    expect(phone.time()).toEqual({ now: 10_000 + moved, trust: "disturbed", behind: 600, correction: 0 });
  });

  it("is not corrected by what an earlier page has learned", () => {
    const phone = new PhoneClock(clocks(1000), { server: 900, behind: 60 });
    expect(phone.time()).toEqual({ now: 1000, trust: "unconfirmed", behind: 60, correction: 0 });
  });
});

describe("the wallet", () => {
  it("keeps the key of a day, and keys cannot be taken out", async () => {
    const storage = memoryWallet();
    const wallet = await Wallet.open({ engine: await presentEngine(), storage, clock: clocks(1_792_254_257) });
    const first = await wallet.ask("me", ["2026-10-17", "2026-10-18"]);
    const again = await wallet.ask("me", ["2026-10-18", "2026-10-17"]);
    expect(again.body.holder_keys.toReversed()).toEqual(first.body.holder_keys);
    expect(again.digest).toBe(first.digest);
    expect(first.digest).toMatch(/^[\w-]{43}$/);
    for (const { key } of await storage.strips("me")) {
      expect(key.extractable).toBe(false);
      await expect(crypto.subtle.exportKey("jwk", key)).rejects.toThrow();
    }
  });

  it("refuses passes that it did not ask for, or cannot read, and shows none", async () => {
    const wallet = await Wallet.open({ engine: await presentEngine(), storage: memoryWallet(), clock: clocks(1_792_254_257) });
    await wallet.ask("me", ["2026-10-18"]);
    const answer = (day: string, qr: string) => ({
      passes: [{ day, qr, not_before: "2026-10-17T11:00:00Z", expires: "2026-10-18T15:00:00Z" }],
      refresh_after: "2026-10-20T00:00:00Z",
      server_time: "2026-10-17T12:00:00Z",
    });
    const { cases } = read("checks.json") as { cases: { qr: string; verdict: string }[] };
    const pass = cases.find(({ qr, verdict }) => qr.startsWith("HT1:") && verdict === "holder_proof_missing")?.qr ?? "";
    await expect(wallet.take("me", answer("2026-10-19", pass))).rejects.toThrow("not asked for");
    await expect(wallet.take("me", answer("2026-10-18", "HT1:NO"))).rejects.toThrow("cannot be read");
    expect(await wallet.present("me")).toMatchObject({ text: undefined, why: "no_pass" });
    await wallet.take("me", answer("2026-10-18", pass));
    const live = await wallet.present("me");
    expect(live.text).toMatch(/^HP1:/);
    expect(await wallet.passes("me")).toHaveLength(1);
    await wallet.deleteHolder("me");
    expect(await wallet.present("me")).toMatchObject({ text: undefined, why: "no_pass" });
  });
});
