import { expect, test } from "vitest";
import {
  afterWrong,
  loadAttempts,
  loadLock,
  lockWith,
  matchesPin,
  readLock,
  saveAttempts,
  saveLock,
  waitLeft,
} from "./lock";

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

test("a PIN opens its own lock, no other does, and it is not kept", async () => {
  const storage = memory();
  const lock = await lockWith("2468");
  saveLock(storage, lock);
  expect(loadLock(storage)).toEqual(lock);
  expect(JSON.stringify(lock)).not.toContain("2468");
  expect(await matchesPin(lock, "2468")).toBe(true);
  for (const wrong of ["2469", "246", "24680", "", "８６４２"])
    expect(await matchesPin(lock, wrong), wrong).toBe(false);
  expect((await lockWith("2468")).hash).not.toBe(lock.hash);
  saveLock(storage, null);
  expect(loadLock(storage)).toBeNull();
});

test("a lock that `haetae scanner setup --lock` has made is opened by its PIN", async () => {
  // tests/commands makes the same one.
  const lock = readLock({
    salt: "AAECAwQFBgcICQoLDA0ODw",
    hash: "nLYat-k-FCWHLO35m9WHVnu0ffrDo7HMO_AxKMyH-uE",
    rounds: 210_000,
  });
  expect(lock && (await matchesPin(lock, "1234567"))).toBe(true);
});

test("wrong PINs cost more and more time, up to a quarter of an hour, and no more if the clock is set back", () => {
  let attempts = { failed: 0, until: 0 };
  const waited: number[] = [];
  for (let tries = 0; tries < 12; tries++) {
    attempts = afterWrong(attempts, 1_000);
    waited.push(waitLeft(attempts, 1_000) / 1_000);
  }
  expect(waited).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  expect(waitLeft(attempts, -1e12)).toBe(900_000);
  expect(waitLeft(attempts, 1e12)).toBe(0);
  const storage = memory();
  saveAttempts(storage, attempts);
  expect(loadAttempts(storage)).toEqual(attempts);
});

test("what is no lock is none", () => {
  const good = { salt: "A".repeat(22), hash: "A".repeat(43), rounds: 1_000 };
  expect(readLock(good)).toEqual(good);
  for (const bad of [
    null,
    {},
    [],
    "x",
    { ...good, salt: "A" },
    { ...good, hash: "+".repeat(43) },
    { ...good, rounds: 0 },
    { ...good, rounds: 1e9 },
    { ...good, rounds: "9" },
  ])
    expect(readLock(bad), JSON.stringify(bad)).toBeNull();
});
