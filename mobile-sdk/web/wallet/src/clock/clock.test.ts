import { expect, test } from "vitest";
import { WalletClock } from "./clock.js";

const START = 1_795_316_400_000;

/** A phone whose clock is off by so many milliseconds, and a way to let time pass. */
function phone(offBy: number) {
  const hands = { wall: START + offBy, monotonic: 5_000 };
  const clock = new WalletClock({ wall: () => hands.wall, monotonic: () => hands.monotonic });
  const pass = (ms: number) => {
    hands.wall += ms;
    hands.monotonic += ms;
  };
  return { clock, hands, pass };
}

test("a clock that is right is taken as it is", () => {
  const { clock, pass } = phone(0);
  expect(clock.read()).toEqual({ now: START / 1000, state: "trusted", aheadBy: 0 });
  clock.learn(START);
  pass(60_000);
  expect(clock.read()).toEqual({ now: START / 1000 + 60, state: "trusted", aheadBy: 0 });
});

test("a clock that is off is corrected by the service's time", () => {
  for (const offBy of [-3_600_000, -30_000, 30_000, 86_400_000]) {
    const { clock, pass } = phone(offBy);
    clock.learn(START);
    pass(600_000);
    expect(clock.read()).toEqual({ now: START / 1000 + 600, state: "corrected", aheadBy: offBy / 1000 });
  }
});

test("a correction ends where the clock was set or the phone slept, and the wallet says so", () => {
  for (const jump of [-120_000, 120_000]) {
    const { clock, hands, pass } = phone(3_600_000);
    clock.learn(START);
    pass(60_000);
    hands.wall += jump;
    expect(clock.read()).toEqual({ now: hands.wall / 1000, state: "doubtful", aheadBy: 3600 });
    // The next contact ends the doubt.
    clock.learn(START + 60_000);
    expect(clock.read().state).toBe("corrected");
  }
});

test("sleep is no reason to doubt a clock that was right, but a jump back is", () => {
  const { clock, hands, pass } = phone(0);
  clock.learn(START);
  pass(1_000);
  hands.wall += 8 * 3_600_000;
  expect(clock.read().state).toBe("trusted");
  hands.wall -= 9 * 3_600_000;
  expect(clock.read().state).toBe("doubtful");
});

test("an offset from an earlier start is a reason to doubt, not to correct", () => {
  const clock = new WalletClock({ wall: () => START, monotonic: () => 0 }, 3_600_000);
  expect(clock.read()).toEqual({ now: START / 1000, state: "doubtful", aheadBy: 3600 });
  clock.learn(START);
  expect(clock.read().state).toBe("trusted");
});

test("half of the time that an answer took counts, up to some seconds", () => {
  const { clock } = phone(0);
  clock.learn(START - 500, 1_000);
  expect(clock.read().aheadBy).toBe(0);
  clock.learn(START - 60_000, 1_000_000);
  expect(clock.read().state).toBe("corrected");
});
