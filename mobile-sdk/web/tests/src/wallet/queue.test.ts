import { type QueueNotice, type QueueState, QueueWatch, queueAnswerOf } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, it } from "vitest";

/** The room opened at this time. */
const OPENS = Date.parse("2026-12-01T00:00:00Z") / 1000;

/** A notice so many seconds after the opening; of the first million, this part has been let in. */
function notice(after: number, served: number, state: QueueState = "open", number = 1): QueueNotice {
  const draw = BigInt(Math.floor(served * 2 ** 32)) << 32n;
  const at = (seconds: number) => new Date((OPENS + seconds) * 1000).toISOString().replace(".000", "");
  const room = {
    number,
    pre_queue: at(-1800),
    opens: at(0),
    now_serving: { second: at(0), draw: draw.toString(16).padStart(16, "0") },
    expired: { second: "1970-01-01T00:00:00Z", draw: "0000000000000000" },
    window: 3600,
    per_second: 1000,
    curve: [[0, 0] as [number, number], [1, 1_000_000] as [number, number]],
  };
  return { state, made: at(after), poll_after: 15, room };
}

/** The ticket of somebody who came before the opening, with this part of all before them. No service has made it. */
function ticket(part: number): string {
  const bytes = Buffer.alloc(75);
  bytes.write("T\u0001", 0, "latin1");
  bytes.writeUInt32BE(1, 2);
  bytes.writeUIntBE(OPENS - 60, 6, 6);
  bytes.writeBigUInt64BE(BigInt(Math.floor(part * 2 ** 32)) << 32n, 12);
  return bytes.toString("base64url");
}

/** A phone whose clock is wrong, and whose monotonic clock is what counts. */
function phone() {
  const clock = { seconds: 0, now: () => 0, monotonic: () => clock.seconds * 1000 };
  return clock;
}

it("shows a place that becomes better, over a reload, an older notice and a wrong clock", async () => {
  const engine = await presentEngine();
  const clock = phone();
  const watch = new QueueWatch(engine, { clock });
  expect(await watch.place()).toBeUndefined();
  await watch.read(notice(-100, 0, "pre_queue"));
  expect(await watch.place()).toEqual({ place: "join", made: OPENS - 100 });
  watch.joined(ticket(0.5));
  clock.seconds = 30;
  const soon = { place: "not_open", made: OPENS - 100, joined: 1_000_000, opens: OPENS, seconds: 70 };
  expect(await watch.place()).toEqual(soon);

  clock.seconds = 100;
  await watch.read(notice(10, 0.01));
  expect(await watch.place()).toEqual({ place: "waiting", made: OPENS + 10, people: 490_000 });
  clock.seconds = 115;
  await watch.read(notice(25, 0.025));
  const range = async (of: QueueWatch) => {
    const place = await of.place();
    return place?.place === "waiting" ? place : undefined;
  };
  const first = await range(watch);
  expect(first?.people).toBe(475_000);
  expect(first?.seconds?.least).toBeLessThanOrEqual(475);
  expect(first?.seconds?.most).toBeGreaterThanOrEqual(475);
  clock.seconds = 215;
  expect((await range(watch))?.seconds?.most).toBeGreaterThanOrEqual(375);
  await watch.read(notice(20, 0.02));
  expect((await range(watch))?.people).toBe(475_000);

  // Nobody knows how long the page was closed.
  const kept = JSON.parse(JSON.stringify(watch.kept));
  const again = new QueueWatch(engine, { kept, clock: phone() });
  expect(await again.place()).toEqual({ place: "waiting", made: OPENS + 25, people: 475_000 });
  await again.read(notice(130, 0.13));
  expect(await range(again)).toMatchObject({ people: 370_000, seconds: {} });
  await again.read(notice(500, 0.4999, "paused"));
  expect(await again.place()).toMatchObject({ place: "paused" });
  await again.read(notice(520, 0.6));
  expect(await again.place()).toEqual({ place: "turn", made: OPENS + 520, until: OPENS + 500 + 3600 });
  await again.read(notice(900, 0.9, "open", 2));
  expect(await again.place()).toMatchObject({ place: "other_room" });
  await again.read({ state: "none", made: "2026-12-02T00:00:00Z", poll_after: 15 });
  expect(await again.place()).toMatchObject({ place: "not_needed" });
});

it("refuses what is no notice or no ticket, and stays as it was", async () => {
  const watch = new QueueWatch(await presentEngine(), { clock: phone() });
  await watch.read(notice(10, 0.01));
  const { kept } = watch;
  await expect(watch.read({ state: "open" } as QueueNotice)).rejects.toThrow("this is no notice of the waiting room");
  expect(watch.kept).toBe(kept);
  watch.joined("T");
  await expect(watch.place()).rejects.toThrow("a ticket has 100 characters");
});

it("reads a fifth earlier or later than it is asked to, and waits longer after failures", async () => {
  const engine = await presentEngine();
  const reads = async (watch: QueueWatch) => Promise.all(Array.from({ length: 50 }, () => watch.nextRead()));
  const watch = new QueueWatch(engine, { clock: phone() });
  for (const pause of await reads(watch)) expect(Math.abs(pause - 15_000)).toBeLessThanOrEqual(3000);
  await watch.read({ ...notice(10, 0.01), poll_after: 60 });
  expect(new Set(await reads(watch)).size).toBeGreaterThan(20);
  for (const pause of await reads(watch)) expect(Math.abs(pause - 60_000)).toBeLessThanOrEqual(12_000);
  expect(await watch.failed()).toBeGreaterThanOrEqual(60_000);
  expect(await watch.failed(3000)).toBeGreaterThanOrEqual(3_000_000);
  await watch.read(notice(20, 0.02));
  expect(await watch.nextRead()).toBeLessThanOrEqual(18_000);
});

it("says what to do after a code, and nothing of other codes", () => {
  const answers = ["required", "not_yet", "expired", "ticket_invalid", "closed", "unavailable"].map((code) =>
    queueAnswerOf(`queue_${code}`),
  );
  expect(answers).toEqual(["join", "wait", "join", "join", "closed", "later"]);
  for (const other of ["revoked", "queue_unchanged", "toString"]) expect(queueAnswerOf(other)).toBeUndefined();
});
