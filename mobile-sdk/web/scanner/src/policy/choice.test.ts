import { expect, test } from "vitest";
import type { DeviceStore } from "../setup/device-stores";
import { keepPolicy, loadPolicy, NO_POLICY, policyAfterSetup, readPolicy } from "./choice";

function place(text: string | null = null): DeviceStore & { text: string | null } {
  const here = {
    text,
    read: async () => here.text,
    write: async (text: string) => {
      here.text = text;
    },
  };
  return here;
}

const lost: DeviceStore = {
  read: () => Promise.reject(new Error("gone")),
  write: () => Promise.reject(new Error("full")),
};

const restaurant = { id: "restaurant", locked: true };

test("the choice outlives the loss of one of its places, and is put back there", async () => {
  const [one, two] = [place(), place()];
  expect(await loadPolicy([one, two])).toEqual(NO_POLICY);
  expect(await keepPolicy([one, two], restaurant)).toEqual(restaurant);
  one.text = null;
  expect(await loadPolicy([one, two])).toEqual(restaurant);
  expect(one.text).toBe(two.text);
  one.text = "{damaged";
  expect(await loadPolicy([lost, one, two])).toEqual(restaurant);
});

test("that no policy is chosen is a choice too, which the older one does not replace", async () => {
  const [one, two] = [place(), place()];
  await keepPolicy([one, two], { id: "gym", locked: false });
  await keepPolicy([one, two], NO_POLICY);
  one.text = null;
  expect(await loadPolicy([one, two])).toEqual(NO_POLICY);
});

test("anything else is no choice", () => {
  expect(readPolicy({ id: "a-1", locked: false, more: 1 })).toEqual({ id: "a-1", locked: false });
  expect(readPolicy({ id: null, locked: false })).toEqual(NO_POLICY);
  for (const bad of [
    null,
    "restaurant",
    {},
    { id: "restaurant" },
    { id: "Restaurant", locked: false },
    { id: "", locked: false },
    { id: "a".repeat(17), locked: false },
    { id: "a\n", locked: false },
    { id: "gym", locked: "yes" },
    { id: null, locked: true },
  ])
    expect(readPolicy(bad), JSON.stringify(bad)).toBeNull();
});

test("a setup without a policy leaves the chosen one, free to be changed", () => {
  expect(policyAfterSetup(restaurant, undefined)).toEqual({ id: "restaurant", locked: false });
  expect(policyAfterSetup(restaurant, { id: "gym", locked: false })).toEqual({ id: "gym", locked: false });
});
