import { memoryWallet, type PassesAnswer, type PassesRequest, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { beforeEach, expect, test } from "vitest";
import { daysFrom } from "../renewal/days.js";
import { ServiceProblem } from "../service/problem.js";
import { coreDouble, issue } from "./core-double.js";
import type { Person, PersonStore } from "./person.js";
import { Profiles } from "./profiles.js";
import { noTabLock, type TabLock } from "./tab-lock.js";
import { tabsOfOneBrowser } from "./tabs-double.js";

const ZONE = "Asia/Seoul";
const DAY = 86_400;
const START = Date.parse("2026-11-22T03:00:00Z") / 1000;
const CITIZEN = { subject: "SYN-000001", name: "김*수" };

const timers = await presentEngine();

let now: number;
let asked: PassesRequest[];
let answer: (body: PassesRequest) => PassesAnswer;
let people: Map<string, Person>;
let withdrawn: string[];
let online: boolean;
let zone: string | undefined;

beforeEach(() => {
  now = START;
  asked = [];
  answer = (body) => issue(body, now);
  people = new Map();
  withdrawn = [];
  online = true;
  zone = ZONE;
});

async function openProfiles(storage = memoryWallet(), tabLock: TabLock = noTabLock()) {
  const engine = coreDouble(
    () => now,
    () => withdrawn,
  );
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
  } as unknown as PersonStore;
  const partner = { assertion: async () => "a.b.c" };
  return Profiles.open({
    wallet,
    engine: timers,
    people: kept,
    client,
    zone: () => zone,
    partner,
    tabLock,
    hasNetwork: () => online,
  });
}

const daysAsked = (place: number) => asked[place]?.holder_keys.map(({ day }) => day);

test("a new profile gets two weeks, and nothing more is requested before its time", async () => {
  const profiles = await openProfiles();
  const id = await profiles.add(CITIZEN, "");
  expect(daysAsked(0)).toEqual(daysFrom("2026-11-22", 14));
  expect(profiles.all).toMatchObject([{ id, name: "김*수", label: "", busy: false }]);
  now += 4 * DAY;
  await profiles.tick();
  expect(asked).toHaveLength(1);
  now += 1.1 * DAY;
  await profiles.tick();
  expect(daysAsked(1)).toEqual(["2026-12-06", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10"]);
});

test("after a lost answer the same keys are sent again, after the pause that was asked for", async () => {
  const profiles = await openProfiles();
  answer = () => {
    throw new ServiceProblem("store_unavailable", "busy", { retryAfter: 30 });
  };
  await profiles.add(CITIZEN, "");
  expect(profiles.all[0]?.failure?.code).toBe("store_unavailable");
  expect(profiles.all[0]?.trouble).toBeUndefined();
  answer = (body) => issue(body, now);
  now += 29;
  await profiles.tick();
  expect(asked).toHaveLength(1);
  now += 30;
  await profiles.tick();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual(asked[0]);
  expect(profiles.all[0]?.passes).toHaveLength(14);
});

test("after a short answer the passes that came stay, and the same keys are sent for the others when it says", async () => {
  answer = (body) => {
    const whole = issue(body, now);
    const refresh_after = new Date((now + 900) * 1000).toISOString();
    return { ...whole, passes: whole.passes.slice(0, 3), refresh_after };
  };
  const profiles = await openProfiles();
  await profiles.add(CITIZEN, "");
  expect(profiles.all[0]?.passes.map(({ day }) => day)).toEqual(daysFrom("2026-11-22", 3));
  expect(profiles.all[0]?.failure).toBeUndefined();
  answer = (body) => issue(body, now);
  now += 899;
  await profiles.tick();
  expect(asked).toHaveLength(1);
  now += 1;
  await profiles.tick();
  expect(asked[1]?.holder_keys).toEqual(asked[0]?.holder_keys.slice(3));
  expect(profiles.all[0]?.passes.map(({ day }) => day)).toEqual(daysFrom("2026-11-22", 14));
});

test("what the issuer says of a person is kept until it says something else", async () => {
  const storage = memoryWallet();
  const profiles = await openProfiles(storage);
  answer = () => {
    throw new ServiceProblem("no_evidence", "failed", { trouble: "no-evidence" });
  };
  const id = await profiles.add(CITIZEN, "");
  expect((await openProfiles(storage)).all[0]?.trouble).toBe("no-evidence");
  answer = (body) => issue(body, now);
  await profiles.retry(id);
  expect(profiles.all[0]?.trouble).toBeUndefined();
});

test("what the issuer says of eligibility outlives a technical failure, and ends with passes", async () => {
  const storage = memoryWallet();
  const profiles = await openProfiles(storage);
  const eligibility = { message: { ko: "아직입니다.", en: "Not yet." }, from: 1_800_000_000 };
  answer = () => {
    throw new ServiceProblem("not_yet_eligible", "failed", { trouble: "not-yet-eligible", eligibility });
  };
  const id = await profiles.add(CITIZEN, "");
  answer = () => {
    throw new ServiceProblem("eligibility_unavailable", "busy", { retryAfter: 60 });
  };
  await profiles.retry(id);
  const [kept] = (await openProfiles(storage)).all;
  expect(kept).toMatchObject({ trouble: "not-yet-eligible", eligibility, failure: { reason: "busy" } });
  answer = () => {
    throw new ServiceProblem("no_evidence", "failed", { trouble: "no-evidence" });
  };
  await profiles.retry(id);
  expect(profiles.all[0]).toMatchObject({ trouble: "no-evidence" });
  expect(profiles.all[0]?.eligibility).toBeUndefined();
  answer = (body) => issue(body, now);
  await profiles.retry(id);
  expect(profiles.all[0]?.trouble).toBeUndefined();
});

test("a pause lasts, whichever way the page is opened again", async () => {
  const storage = memoryWallet();
  answer = () => {
    throw new ServiceProblem("store_unavailable", "busy", { retryAfter: 30 });
  };
  await (await openProfiles(storage)).add(CITIZEN, "");
  answer = (body) => issue(body, now);
  now += 29;
  const again = await openProfiles(storage);
  expect(again.all[0]?.failure).toMatchObject({ code: "store_unavailable" });
  await again.tick();
  expect(asked).toHaveLength(1);
  // A clock that was set back does not make it endless.
  now -= 7 * DAY;
  await again.tick();
  expect(asked).toHaveLength(2);
  expect(again.all[0]?.failure).toBeUndefined();
});

test("passes of a withdrawn key are replaced before their slot, at the time that the core names", async () => {
  const profiles = await openProfiles();
  await profiles.add(CITIZEN, "");
  withdrawn = ["HT1:2026-11-23", "HT1:2026-11-24"];
  await profiles.tick();
  expect(profiles.all[0]?.passes.filter(({ own }) => own?.standing === "withdrawn")).toHaveLength(0);
  profiles.trustUpdated();
  await profiles.tick();
  expect(profiles.all[0]?.passes.filter(({ own }) => own?.standing === "withdrawn")).toHaveLength(2);
  expect(asked).toHaveLength(1);
  now += 600;
  await profiles.tick();
  expect(daysAsked(1)).toEqual(["2026-11-23", "2026-11-24"]);
});

test("the owner can renew a replaced pass at once", async () => {
  const profiles = await openProfiles();
  const id = await profiles.add(CITIZEN, "");
  withdrawn = ["HT1:2026-11-22"];
  profiles.trustUpdated();
  await profiles.tick();
  expect(asked).toHaveLength(1);
  await profiles.retry(id);
  expect(daysAsked(1)).toEqual(["2026-11-22"]);
});

test("of two tabs one asks, and both have the passes", async () => {
  const storage = memoryWallet();
  const [one, other] = tabsOfOneBrowser(2);
  const [here, there] = [await openProfiles(storage, one), await openProfiles(storage, other)];
  await Promise.all([here.add(CITIZEN, ""), there.add(CITIZEN, "")]);
  expect(asked).toHaveLength(1);
  expect(people.size).toBe(1);
  now += 5.1 * DAY;
  await Promise.all([here.tick(), there.tick(), here.tick()]);
  expect(asked).toHaveLength(2);
  await expect
    .poll(() => [here, there].map(({ all }) => all[0]?.passes.at(-1)?.day))
    .toEqual(["2026-12-10", "2026-12-10"]);
  expect([here, there].map(({ all }) => all[0]?.busy)).toEqual([false, false]);
});

test("of two tabs that were refused one comes back, after the pause", async () => {
  const storage = memoryWallet();
  const [one, other] = tabsOfOneBrowser(2);
  const [here, there] = [await openProfiles(storage, one), await openProfiles(storage, other)];
  answer = () => {
    throw new ServiceProblem("store_unavailable", "busy", { retryAfter: 30 });
  };
  await here.add(CITIZEN, "");
  await expect.poll(() => there.all[0]?.failure?.code).toBe("store_unavailable");
  await there.tick();
  expect(asked).toHaveLength(1);
});

test.each(["the same tab", "another tab", "another tab that is not heard"])(
  "who was removed in %s while the service thought does not come back",
  async (where) => {
    const storage = memoryWallet();
    const [one, other] = tabsOfOneBrowser(2);
    const here = await openProfiles(storage, one);
    const there =
      where === "the same tab"
        ? here
        : await openProfiles(
            storage,
            where.endsWith("heard") ? { ...noTabLock(), exclusive: one?.exclusive ?? noTabLock().exclusive } : other,
          );
    const id = await here.add(CITIZEN, "");
    now += 5.1 * DAY;
    let removed: Promise<void> | undefined;
    answer = (body) => {
      removed = there.remove(id);
      return issue(body, now);
    };
    await here.tick();
    await removed;
    expect([...people.values()]).toEqual([]);
    expect([await storage.holders(), await storage.strips(id)]).toEqual([[], []]);
    if (where.endsWith("heard")) return;
    await expect.poll(() => [here.all, there.all]).toEqual([[], []]);
  },
);

test("a child's passes are beside one's own, and go when they are removed", async () => {
  const profiles = await openProfiles();
  const mine = await profiles.add(CITIZEN, "");
  const childs = await profiles.add({ subject: "SYN-000002", name: "이*" }, "첫째");
  expect(profiles.all.map(({ label, passes }) => [label, passes.length])).toEqual([
    ["", 14],
    ["첫째", 14],
  ]);
  // The same person again is the same person.
  expect(await profiles.add(CITIZEN, "")).toBe(mine);
  await profiles.remove(childs);
  expect(profiles.all.map(({ id }) => id)).toEqual([mine]);
  expect([...people.keys()]).toEqual([mine]);
});

test("without a network it is tried again as soon as there is one, whatever the pause", async () => {
  const profiles = await openProfiles();
  answer = () => {
    throw new ServiceProblem("offline", "offline");
  };
  online = false;
  await profiles.add(CITIZEN, "");
  expect(profiles.all[0]?.failure?.reason).toBe("offline");
  answer = (body) => issue(body, now);
  await profiles.tick();
  expect(asked).toHaveLength(1);
  online = true;
  await profiles.tick();
  expect(asked).toHaveLength(2);
  expect(profiles.all[0]?.failure).toBeUndefined();
});

test("a network that is back ends the pauses that it caused, and no others", async () => {
  const profiles = await openProfiles();
  for (const reason of ["unreachable", "portal"] as const) {
    answer = () => {
      throw new ServiceProblem(reason, reason);
    };
    await profiles.add(CITIZEN, "");
    answer = (body) => issue(body, now);
    await profiles.networkBack();
    expect(profiles.all[0]?.failure, reason).toBeUndefined();
    await profiles.remove(profiles.all[0]?.id ?? "");
  }
  answer = () => {
    throw new ServiceProblem("store_unavailable", "busy", { retryAfter: 600 });
  };
  await profiles.add(CITIZEN, "");
  const before = asked.length;
  await profiles.networkBack();
  expect(asked).toHaveLength(before);
});

test("after a decision of the issuer it asks again within an hour, then less and less often", async () => {
  const profiles = await openProfiles();
  answer = () => {
    throw new ServiceProblem("revoked", "failed", { trouble: "revoked" });
  };
  await profiles.add(CITIZEN, "");
  const begin = now;
  const times: number[] = [];
  for (; now < begin + 4 * DAY; now += 60) {
    const before = asked.length;
    await profiles.tick();
    if (asked.length > before) times.push(now - begin);
  }
  expect(times[0]).toBeGreaterThanOrEqual(1800);
  expect(times[0]).toBeLessThanOrEqual(3600);
  const pauses = times.map((time, place) => time - (times[place - 1] ?? 0));
  expect(Math.max(...pauses)).toBeGreaterThan(8 * 3600);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(12 * 3600 + 60);
  expect(asked.length).toBeLessThan(20);
});

test("without the issuer's zone nothing is requested", async () => {
  zone = undefined;
  const profiles = await openProfiles();
  await profiles.add(CITIZEN, "");
  await profiles.tick();
  expect(asked).toHaveLength(0);
  zone = ZONE;
  await profiles.tick();
  expect(asked).toHaveLength(1);
});

test("a phone that cannot keep its keys does not blame the service", async () => {
  const storage = memoryWallet();
  const profiles = await openProfiles({
    ...storage,
    putStrips: () => Promise.reject(new DOMException("full", "QuotaExceededError")),
  });
  await profiles.add(CITIZEN, "");
  expect(profiles.all[0]?.failure).toMatchObject({ reason: "storage", code: "QuotaExceededError" });
});
