import type { ReceiveProgress } from "@haetae/sdk";
import { expect, test } from "vitest";
import {
  isIgnoring,
  NOT_RECEIVING,
  type Receiving,
  type ReceivingEvent,
  receivingAfter,
  receivingTick,
  secondsToComplete,
  share,
} from "./receiving";

const code = (reception: Partial<ReceiveProgress>, at: number): ReceivingEvent => ({
  kind: "code",
  reception: { taken: "new", received: 1, needed: 40, ...reception },
  at,
});
const tick = (at: number): ReceivingEvent => ({ kind: "tick", at });

/** What comes of events, from nothing. */
const of = (...events: ReceivingEvent[]): Receiving => events.reduce(receivingAfter, NOT_RECEIVING);

/** This many codes, one each tenth of a second from 1,000 on. */
const codes = (count: number) =>
  Array.from({ length: count }, (_, index) => code({ received: index + 1 }, 1_000 + index * 100));

test("a code begins it, unasked, and each says how far it is", () => {
  const begun = of(code({}, 1_000));
  expect(begun).toMatchObject({ kind: "receiving", received: 1, needed: 40, note: null });
  expect([share(begun), secondsToComplete(begun)]).toEqual([1 / 40, null]);
  const half = of(...codes(21));
  expect(share(half)).toBe(21 / 40);
  expect(secondsToComplete(half)).toBe(2);
  // More codes than were hoped for: nearly there.
  expect(share(of(code({ received: 41 }, 0)))).toBe(0.99);
  expect(share(NOT_RECEIVING)).toBe(0);
});

test("a code that is known already keeps it going and makes it look slower", () => {
  const known = Array.from({ length: 20 }, (_, index) => code({ taken: "known", received: 21 }, 3_100 + index * 100));
  expect(secondsToComplete(of(...codes(21), ...known))).toBe(4);
});

test("out of sight it waits, says so, and is given up after a minute; what is there goes on", () => {
  const state = of(...codes(10));
  expect(receivingTick(state)).toBe(5_900);
  expect(receivingAfter(state, tick(5_899))).toBe(state);
  const lost = receivingAfter(state, tick(5_900));
  expect(lost).toMatchObject({ kind: "receiving", received: 10, note: "lost" });
  expect(secondsToComplete(lost)).toBeNull();
  expect(receivingAfter(lost, code({ received: 11 }, 20_000))).toMatchObject({ received: 11, note: null });
  expect(receivingTick(lost)).toBe(61_900);
  const given = receivingAfter(lost, tick(61_900));
  expect([given.kind, isIgnoring(given, 61_900), receivingTick(given)]).toEqual(["none", false, null]);
  expect(receivingAfter(given, code({ received: 11 }, 80_000))).toMatchObject({
    kind: "receiving",
    received: 11,
    active: 0,
  });
});

test("a pause does not make it look slow", () => {
  const before = secondsToComplete(of(...codes(20)));
  const resumed = of(...codes(20), tick(6_900), code({ received: 21 }, 60_000));
  expect(secondsToComplete(resumed)).toBeLessThanOrEqual((before ?? 0) + 1);
});

test("another screen is reported and loses nothing; once it has begun, it counts from its first code", () => {
  const other = of(...codes(10), code({ taken: "another_series", received: 10 }, 2_000));
  expect(other).toMatchObject({ received: 10, note: "another" });
  expect(receivingAfter(other, code({ received: 11 }, 2_100))).toMatchObject({ note: null });
  expect(receivingAfter(other, code({ received: 1, needed: 7 }, 2_100))).toMatchObject({
    received: 1,
    needed: 7,
    came: 0,
    note: null,
  });
  expect(of(...codes(10), code({ taken: "too_large", received: 10 }, 2_000))).toMatchObject({
    received: 10,
    note: "another",
  });
});

test("codes that contradict each other are reported, and the series starts again", () => {
  expect(of(...codes(40), code({ taken: "damaged", received: 0, needed: 0 }, 6_000))).toMatchObject({
    received: 0,
    needed: 40,
    note: "damaged",
  });
});

test("it ends with the outcome of the bundle; a good one disappears by itself, the others when touched", () => {
  const done = of(...codes(39), code({ taken: "complete", received: 0, needed: 0, outcome: "taken" }, 9_000));
  expect(done).toEqual({ kind: "over", ending: "taken", last: 9_000 });
  expect([share(done), receivingTick(done)]).toEqual([1, 29_000]);
  expect(receivingAfter(done, tick(29_000)).kind).toBe("none");
  const refused = of(code({ taken: "complete", outcome: "unsigned" }, 9_000));
  expect(receivingTick(refused)).toBeNull();
  expect(receivingAfter(refused, { kind: "dismissed", at: 10_000 }).kind).toBe("none");
  expect(of(code({ taken: "too_large", received: 0, needed: 0 }, 0))).toMatchObject({
    kind: "over",
    ending: "too_large",
  });
  // The next series begins at once.
  expect(receivingAfter(refused, code({}, 10_000))).toMatchObject({ kind: "receiving", received: 1 });
});

test("a cancelled series is ignored until it was out of view for five seconds", () => {
  let state = of(...codes(3), { kind: "dismissed", at: 2_000 });
  expect(isIgnoring(state, 6_999)).toBe(true);
  state = receivingAfter(state, { kind: "passed", at: 6_000 });
  expect([isIgnoring(state, 10_999), isIgnoring(state, 11_000)]).toEqual([true, false]);
  expect(receivingAfter(state, { kind: "asked", at: 7_000 })).toEqual({ kind: "asked", last: 7_000 });
});

test("it shows where to hold the camera when started, and not for ever", () => {
  const asked = of({ kind: "asked", at: 0 });
  expect(receivingTick(asked)).toBe(60_000);
  expect(receivingAfter(asked, tick(60_000)).kind).toBe("none");
  const begun = receivingAfter(asked, code({}, 30_000));
  expect(begun.kind).toBe("receiving");
  expect(receivingAfter(begun, { kind: "asked", at: 31_000 })).toBe(begun);
});

test("a text that is no code of a series changes nothing", () => {
  for (const taken of ["not_a_frame", "malformed"] as const)
    expect(of(code({ taken, received: 0, needed: 0 }, 0))).toBe(NOT_RECEIVING);
});
