import { RequestTimer, type TimeTrust, type Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, test } from "vitest";
import { ServiceTime } from "./service-time.js";

const engine = await presentEngine();

function phone() {
  const state = { monotonic: 0, trust: "unconfirmed" as TimeTrust, asked: 0, isThere: true };
  const wallet = {
    time: async () => ({ trust: state.trust }),
    learnTime: async () => {
      state.trust = "confirmed";
    },
  } as unknown as Wallet;
  const time = async () => {
    state.asked += 1;
    if (!state.isThere) throw new Error("no answer");
    return "2026-11-30T03:00:00Z";
  };
  const service = new ServiceTime(
    wallet,
    { time },
    new RequestTimer(engine),
    () => 0.5,
    () => state.monotonic,
  );
  /** Looks every five seconds, as the page does. */
  const pass = async (seconds: number) => {
    for (const end = state.monotonic + seconds; state.monotonic < end; state.monotonic += 5) await service.learn();
  };
  return { state, service, pass };
}

test("the time is asked for when the page opens, and once a day", async () => {
  const { state, pass } = phone();
  await pass(20 * 3600);
  expect(state.asked).toBe(1);
  await pass(6 * 3600);
  expect(state.asked).toBe(2);
});

test("a clock that was disturbed is mended at once, and without a network not every few seconds", async () => {
  const { state, service, pass } = phone();
  await pass(60);
  state.trust = "disturbed";
  await service.learn();
  expect([state.asked, state.trust]).toEqual([2, "confirmed"]);
  state.isThere = false;
  state.trust = "estimated";
  await pass(3600);
  expect(state.asked).toBeGreaterThan(4);
  expect(state.asked).toBeLessThan(20);
  // The network is back, and the pause is skipped.
  state.isThere = true;
  service.networkBack();
  await service.learn();
  expect(state.trust).toBe("confirmed");
});
