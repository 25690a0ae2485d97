import type { ReceiveProgress } from "@haetae/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ScreenTransfer } from "../scan-session/checker";
import { codePixels } from "./pixels";
import { Receiver } from "./receiver";
import type { Receiving } from "./receiving";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A receiver to which codes are given as what shall come of them. */
function receiver(answers: readonly (Partial<ReceiveProgress> | Error)[], training = false) {
  const states: Receiving[] = [];
  let asked = 0;
  const transfer: ScreenTransfer = {
    take: async () => {
      const answer = answers[asked++] ?? new Error("asked too often");
      if (answer instanceof Error) throw answer;
      return { taken: "new", received: 1, needed: 3, ...answer };
    },
    show: async () => null,
  };
  const opened = new Receiver(training ? null : transfer, (state) => void states.push(state));
  const kinds = () => states.map((state) => (state.kind === "over" ? state.ending : state.kind));
  return { opened, states, kinds, asked: () => asked };
}

const COMPLETE = { taken: "complete", received: 0, needed: 0 } as const;
const STILL = { taken: "known", received: 0, needed: 0 } as const;

test("takes codes, and leaves to the verdict what is none", async () => {
  const { opened, kinds } = receiver([
    {},
    { taken: "malformed" },
    { taken: "not_a_frame" },
    { received: 2 },
    { ...COMPLETE, outcome: "taken" },
  ]);
  const taken = [];
  for (let times = 0; times < 5; times++) taken.push(await opened.take("HB1:"));
  expect(taken).toEqual([true, false, false, true, true]);
  expect(kinds()).toEqual(["receiving", "receiving", "taken"]);
});

test("a series that stays in view is done once; seen again later, it says that nothing is new", async () => {
  const { opened, kinds } = receiver([{ ...COMPLETE, outcome: "taken" }, STILL, STILL, STILL]);
  for (let times = 0; times < 3; times++) await opened.take("HB1:");
  expect(kinds()).toEqual(["taken"]);
  opened.dismiss();
  await vi.advanceTimersByTimeAsync(5_000);
  await opened.take("HB1:");
  expect(kinds()).toEqual(["taken", "none", "unchanged"]);
});

test("a refused series that comes again is refused again, with its own outcome", async () => {
  const { opened, kinds } = receiver([{ ...COMPLETE, outcome: "unsigned" }, STILL]);
  await opened.take("HB1:");
  opened.dismiss();
  await vi.advanceTimersByTimeAsync(5_000);
  await opened.take("HB1:");
  expect(kinds()).toEqual(["unsigned", "none", "unsigned"]);
});

test("once cancelled, it ignores the codes that stay in view until the user starts it again", async () => {
  const { opened, kinds, asked } = receiver([{}, { received: 2 }]);
  await opened.take("HB1:");
  opened.dismiss();
  for (let times = 0; times < 4; times++) {
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await opened.take("HB1:")).toBe(true);
  }
  expect([asked(), kinds()]).toEqual([1, ["receiving", "none"]]);
  opened.ask();
  await opened.take("HB1:");
  expect(kinds()).toEqual(["receiving", "none", "asked", "receiving"]);
});

test("time does the rest: out of sight, given up", async () => {
  const { opened, states, kinds } = receiver([{}]);
  await opened.take("HB1:");
  await vi.advanceTimersByTimeAsync(4_000);
  expect(states.at(-1)).toMatchObject({ note: "lost" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(kinds()).toEqual(["receiving", "receiving", "none"]);
  opened.close();
  opened.ask();
  expect(kinds()).toHaveLength(3);
});

test("in training nothing is taken, and it says so", async () => {
  const { opened, kinds, asked } = receiver([{}], true);
  expect(await opened.take("HB1:")).toBe(true);
  expect([asked(), kinds()]).toEqual([0, ["training"]]);
});

test("what cannot receive says so, and may the next time", async () => {
  const { opened, kinds } = receiver([new Error("not loaded"), {}]);
  expect([await opened.take("HB1:"), await opened.take("HB1:")]).toEqual([true, true]);
  expect(kinds()).toEqual(["failed", "receiving"]);
});

test("a code is drawn black on white, with four light modules around it", () => {
  const { width, data } = codePixels({ width: 2, modules: Uint8Array.of(1, 0, 0, 1) });
  expect([width, data.length]).toEqual([10, 400]);
  const dark = Array.from({ length: 100 }, (_, at) => at).filter((at) => data[at * 4] === 0);
  expect(dark).toEqual([44, 55]);
  expect([...data.slice(44 * 4, 46 * 4)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
});
