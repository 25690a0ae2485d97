import { memoryWallet, type PassesRequest, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { beforeEach, expect, test } from "vitest";
import { RoomDouble } from "../queue/room-double.js";
import { daysFrom } from "../renewal/days.js";
import { ServiceProblem } from "../service/problem.js";
import { coreDouble, issue } from "./core-double.js";
import type { Person, PersonStore } from "./person.js";
import { Profiles } from "./profiles.js";
import { noTabLock, type TabLock } from "./tab-lock.js";
import { tabsOfOneBrowser } from "./tabs-double.js";

const START = Date.parse("2026-11-22T03:00:00Z") / 1000;
const CITIZEN = { subject: "SYN-000001", name: "김*수" };
const CHILD = { subject: "SYN-000002", name: "이*" };

const engine = await presentEngine();

let now: number;
/** By how much the phone's clock is wrong. */
let wrong: number;
let room: RoomDouble;
let asked: PassesRequest[];
let refusal: ServiceProblem | undefined;
let withdrawn: string[];
let people: Map<string, Person>;
let storage: ReturnType<typeof memoryWallet>;

beforeEach(() => {
  now = START;
  wrong = 0;
  room = new RoomDouble(START - 60, () => now);
  asked = [];
  refusal = undefined;
  withdrawn = [];
  people = new Map();
  storage = memoryWallet();
});

/** A tab: the same storage and the same service as the others. */
async function openTab(tabLock: TabLock = noTabLock()) {
  const clock = { now: () => now + wrong, monotonic: () => now * 1000 };
  const core = coreDouble(clock.now, () => withdrawn);
  const wallet = await Wallet.open({ engine: core, storage, clock });
  const client = {
    ...room.client,
    time: async () => new Date(now * 1000).toISOString(),
    passes: async (_: string, body: PassesRequest) => {
      asked.push(body);
      room.admit(body);
      if (refusal !== undefined) throw refusal;
      return issue(body, now);
    },
  } as never;
  const kept = {
    all: async () => [...people.values()].map((person) => structuredClone(person)),
    put: async (person: Person) => void people.set(person.id, structuredClone(person)),
    remove: async (id: string) => void people.delete(id),
  } as unknown as PersonStore;
  return Profiles.open({
    wallet,
    engine,
    people: kept,
    client,
    zone: () => "Asia/Seoul",
    partner: { assertion: async () => "a.b.c" },
    tabLock,
    hasNetwork: () => true,
  });
}

/** The time passes, and the page does what is due every five seconds. */
async function pass(seconds: number, ...tabs: Profiles[]): Promise<void> {
  for (const end = now + seconds; now < end; now += 5) for (const tab of tabs) await tab.tick();
}

const placeIn = async (tab: Profiles) => (await tab.place(tab.all[0]?.id ?? ""))?.place;

test("who must wait joins once, is asked for nothing, and gets the passes in turn with the same keys", async () => {
  const tab = await openTab();
  const turns: string[] = [];
  tab.addEventListener("turn", (event) => turns.push((event as CustomEvent<string>).detail));
  const id = await tab.add(CITIZEN, "");
  expect([asked.length, room.joined.length, tab.all[0]?.failure]).toEqual([1, 1, undefined]);
  await pass(25, tab);
  expect(await tab.place(id)).toMatchObject({ place: "waiting", people: expect.any(Number) });
  await pass(600, tab);
  await tab.retry(id);
  expect([asked.length, room.joined.length, turns]).toEqual([1, 1, []]);
  room.serving = now;
  await pass(25, tab);
  expect([asked.length, turns]).toEqual([2, [id]]);
  expect(asked[1]?.holder_keys).toEqual(asked[0]?.holder_keys);
  expect(tab.all[0]).toMatchObject({ passes: { length: 14 } });
  expect(tab.all[0]?.waiting).toBeUndefined();
});

test("the notice is read at its pace, and not by a crowd in step", async () => {
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  const before = room.reads;
  await pass(900, tab);
  // Every fifteen seconds, a fifth more or less, looked at every five.
  expect(room.reads - before).toBeGreaterThanOrEqual(900 / 20 - 1);
  expect(room.reads - before).toBeLessThanOrEqual(900 / 12);
});

test("a reload, another tab and a restart go on with the same place", async () => {
  const first = await openTab();
  const id = await first.add(CITIZEN, "");
  await pass(25, first);
  const place = await first.place(id);
  const again = await openTab();
  expect(await again.place(id)).toMatchObject({ place: "waiting", people: (place as { people: number }).people });
  room.serving = now + 1;
  await pass(25, again);
  expect([room.joined.length, again.all[0]?.passes.length]).toEqual([1, 14]);
});

test("what another version has stored of the room keeps nobody from opening the wallet, nor from the place", async () => {
  const id = await (await openTab()).add(CITIZEN, "");
  const person = people.get(id) as Person & { waiting: { queue: object } };
  people.set(id, {
    ...person,
    waiting: { ...person.waiting, queue: { ...person.waiting.queue, notice: {}, trail: "?" } },
  } as Person);
  const tab = await openTab();
  expect(await placeIn(tab)).toBeUndefined();
  await pass(25, tab);
  expect([await placeIn(tab), room.joined.length]).toEqual(["waiting", 1]);
});

test("of two tabs one reads and one asks, and both have place and passes", async () => {
  const [one, other] = tabsOfOneBrowser(2);
  const [here, there] = [await openTab(one), await openTab(other)];
  await here.add(CITIZEN, "");
  await expect.poll(() => placeIn(there)).toBe("waiting");
  const before = room.reads;
  await pass(600, here, there);
  expect(room.reads - before).toBeLessThanOrEqual(600 / 12);
  room.serving = now;
  await pass(25, here, there);
  expect([asked.length, room.joined.length]).toEqual([2, 1]);
  await expect.poll(() => [here, there].map(({ all }) => all[0]?.passes.length)).toEqual([14, 14]);
});

test("a wrong clock of the phone moves nobody", async () => {
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  for (const by of [86_400, -86_400, 400 * 86_400]) {
    wrong = by;
    await pass(60, tab);
    expect([asked.length, await placeIn(tab)]).toEqual([1, "waiting"]);
  }
});

test("who is offline sees the last place, and reads the next one as soon as the network is back", async () => {
  const tab = await openTab();
  const id = await tab.add(CITIZEN, "");
  const made = (await tab.place(id))?.made;
  now += 20;
  room.failure = new ServiceProblem("offline", "offline");
  await tab.tick();
  expect([tab.unread, (await tab.place(id))?.made]).toEqual(["offline", made]);
  room.serving = now;
  await tab.networkBack();
  expect([tab.unread, tab.all[0]?.passes.length]).toEqual([undefined, 14]);
});

test("after an error in turn the ticket is kept, and the same request is made again", async () => {
  const tab = await openTab();
  const id = await tab.add(CITIZEN, "");
  room.serving = now + 1;
  refusal = new ServiceProblem("store_unavailable", "busy", { retryAfter: 30 });
  await pass(25, tab);
  expect(tab.all[0]).toMatchObject({ failure: { code: "store_unavailable" }, waiting: { days: { length: 14 } } });
  expect(await placeIn(tab)).toBe("turn");
  // The issuer wants to see the person again: who signs in anew has the same turn.
  refusal = new ServiceProblem("sign_in_too_old", "failed", { trouble: "sign-in-again" });
  await tab.retry(id);
  expect(tab.all[0]).toMatchObject({ trouble: "sign-in-again", waiting: { days: { length: 14 } } });
  refusal = undefined;
  await tab.add(CITIZEN, "");
  expect(tab.all[0]).toMatchObject({ passes: { length: 14 } });
  expect(tab.all[0]?.trouble).toBeUndefined();
  expect(new Set(asked.slice(1).map((body) => JSON.stringify(body))).size).toBe(1);
});

test("a turn is for the days that were asked for, also where the schedule would ask later", async () => {
  room.state = "drained";
  const tab = await openTab();
  const id = await tab.add(CITIZEN, "");
  withdrawn = ["HT1:2026-11-22"];
  tab.trustUpdated();
  await tab.tick();
  room.state = "open";
  await tab.retry(id);
  room.serving = now + 1;
  await pass(25, tab);
  expect(asked.at(-1)?.holder_keys.map(({ day }) => day)).toEqual(["2026-11-22"]);
  expect([asked.length, tab.all[0]?.waiting]).toEqual([3, undefined]);
});

test("who waits past midnight asks with the same keys for the days from then on", async () => {
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  now += 13 * 3_600;
  room.serving = now;
  await pass(25, tab);
  const [before, after] = asked.map(({ holder_keys }) => holder_keys);
  expect(after?.map(({ jwk }) => jwk)).toEqual(before?.map(({ jwk }) => jwk));
  expect(after?.map(({ day }) => day)).toEqual(daysFrom("2026-11-23", 14));
  expect([room.joined.length, tab.all[0]?.passes.length]).toEqual([1, 14]);
});

test("whose turn has passed joins again, and is shown it", async () => {
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  now += 4_000;
  room.serving = now - 100;
  room.expired = now - 200;
  await pass(25, tab);
  expect(room.joined.map(({ keys }) => keys)).toEqual(["digest", "digest"]);
  expect(tab.all[0]).toMatchObject({ waiting: { again: true } });
  expect(await placeIn(tab)).toBe("waiting");
});

test("a room that takes nobody in is tried again, and one that is over is not needed", async () => {
  room.state = "draining";
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  expect(tab.all[0]).toMatchObject({ failure: { code: "queue_closed" } });
  room.state = "drained";
  await pass(120, tab);
  expect([tab.all[0]?.passes.length, room.joined.length]).toEqual([14, 0]);
});

test("who waits when the room ends gets the passes, and in a new room a new place", async () => {
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  room.number = 2;
  await pass(25, tab);
  expect(room.joined.map(({ room }) => room)).toEqual([1, 2]);
  room.state = "drained";
  await pass(25, tab);
  expect(tab.all[0]?.passes.length).toBe(14);
});

test("a pause and the time before the opening are waited for", async () => {
  room = new RoomDouble(START + 600, () => now);
  room.state = "pre_queue";
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  expect(await placeIn(tab)).toBe("not_open");
  now = START + 601;
  room.state = "paused";
  await pass(25, tab);
  expect([await placeIn(tab), asked.length]).toEqual(["paused", 1]);
});

test("a family reads one notice, and each has a place", async () => {
  const tab = await openTab();
  await tab.add(CITIZEN, "");
  await tab.add(CHILD, "첫째");
  const before = room.reads;
  await pass(60, tab);
  expect(room.reads - before).toBeLessThanOrEqual(5);
  room.serving = now;
  await pass(25, tab);
  expect(tab.all.map(({ passes }) => passes.length)).toEqual([14, 14]);
  await tab.remove(tab.all[0]?.id ?? "");
  expect(tab.all).toHaveLength(1);
});
