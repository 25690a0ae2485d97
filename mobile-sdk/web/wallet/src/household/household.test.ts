import { memoryWallet, type PassesAnswer, type PassesRequest, Wallet } from "@haetae/sdk";
import { beforeEach, expect, test } from "vitest";
import { daysFrom } from "../renewal/days.js";
import { ServiceProblem } from "../service/problem.js";
import { Household } from "./household.js";
import type { People, Person } from "./person.js";

const ZONE = "Asia/Seoul";
const DAY = 86_400;
const START = Date.parse("2026-11-22T03:00:00Z") / 1000;
const CITIZEN = { subject: "SYN-000001", name: "김*수" };

let now: number;
let asked: PassesRequest[];
let answer: (body: PassesRequest) => PassesAnswer;
let people: Map<string, Person>;
let withdrawn: string[];

beforeEach(() => {
  now = START;
  asked = [];
  answer = issue;
  people = new Map();
  withdrawn = [];
});

/** What the service issues: every day that was asked for. */
function issue(body: PassesRequest): PassesAnswer {
  const passes = body.holder_keys.map(({ day }) => {
    const midnight = Date.parse(`${day}T00:00:00+09:00`);
    return { day, qr: `HT1:${day}`, not_before: new Date(midnight - 4 * 3_600_000).toISOString(), expires: new Date(midnight + DAY * 1000).toISOString() };
  });
  return { passes, refresh_after: new Date((now + 5 * DAY) * 1000).toISOString(), server_time: new Date(now * 1000).toISOString() };
}

async function household(storage = memoryWallet()) {
  const engine = {
    holderKeysDigest: async () => "digest",
    inspect: async () => ({ evidence: [] }),
    open: async () => undefined,
    forget: async () => undefined,
    next: async () => ({ do: "wait" }),
    check: async (text: string) => ({ code: withdrawn.includes(text) ? "key_withdrawn" : "holder_proof_missing" }),
  } as never;
  const clock = { now: () => now, monotonic: () => now * 1000 };
  const wallet = await Wallet.open({ engine, storage, clock });
  const client = {
    time: async () => new Date(now * 1000).toISOString(),
    passes: async (_: string, body: PassesRequest) => {
      asked.push(body);
      return answer(body);
    },
  } as never;
  const kept = {
    all: async () => [...people.values()],
    put: async (person: Person) => void people.set(person.id, person),
    remove: async (id: string) => void people.delete(id),
  } as unknown as People;
  const deployment = { zone: ZONE, roots: {}, origin: "", demo_sign_in: true } as never;
  const partner = { assertion: async () => "a.b.c" };
  return Household.open({ wallet, people: kept, client, engine, deployment, partner, random: () => 0.5 });
}

const daysAsked = (place: number) => asked[place]?.holder_keys.map(({ day }) => day);

test("somebody new gets two weeks, and nothing more is asked for before the slot", async () => {
  const house = await household();
  const id = await house.add(CITIZEN, "");
  expect(daysAsked(0)).toEqual(daysFrom(START, ZONE));
  expect(house.all).toMatchObject([{ id, name: "김*수", label: "", busy: false }]);
  now += 4 * DAY;
  await house.tick();
  expect(asked).toHaveLength(1);
  now += 1.1 * DAY;
  await house.tick();
  expect(daysAsked(1)).toEqual(["2026-12-06", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10"]);
});

test("after a lost answer the same keys are sent again, after the pause that was asked for", async () => {
  const house = await household();
  answer = () => {
    throw new ServiceProblem("store_unavailable", 30, undefined);
  };
  await house.add(CITIZEN, "");
  expect(house.all[0]?.failure?.code).toBe("store_unavailable");
  expect(house.all[0]?.trouble).toBeUndefined();
  answer = issue;
  now += 29;
  await house.tick();
  expect(asked).toHaveLength(1);
  now += 30;
  await house.tick();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual(asked[0]);
  expect(house.all[0]?.passes).toHaveLength(14);
});

test("what the issuer says of a person is kept until it says something else", async () => {
  const storage = memoryWallet();
  const house = await household(storage);
  answer = () => {
    throw new ServiceProblem("no_evidence", undefined, "no-evidence");
  };
  const id = await house.add(CITIZEN, "");
  expect((await household(storage)).all[0]?.trouble).toBe("no-evidence");
  answer = issue;
  await house.retry(id);
  expect(house.all[0]?.trouble).toBeUndefined();
});

test("passes of a withdrawn key are renewed before their slot", async () => {
  const house = await household();
  await house.add(CITIZEN, "");
  await house.tick();
  withdrawn = ["HT1:2026-11-23", "HT1:2026-11-24"];
  await house.tick();
  expect(asked).toHaveLength(1);
  // What doors read is read again within a day and a quarter.
  now += 1.3 * DAY;
  await house.tick();
  expect(daysAsked(1)).toEqual(expect.arrayContaining(["2026-11-23", "2026-11-24"]));
});

test("a child's passes are beside one's own, and go when they are removed", async () => {
  const house = await household();
  const mine = await house.add(CITIZEN, "");
  const childs = await house.add({ subject: "SYN-000002", name: "이*" }, "첫째");
  expect(house.all.map(({ label, passes }) => [label, passes.length])).toEqual([["", 14], ["첫째", 14]]);
  // The same person again is the same person.
  expect(await house.add(CITIZEN, "")).toBe(mine);
  await house.remove(childs);
  expect(house.all.map(({ id }) => id)).toEqual([mine]);
  expect([...people.keys()]).toEqual([mine]);
});
