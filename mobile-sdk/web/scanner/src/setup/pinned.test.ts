import { expect, test } from "vitest";
import type { DeviceStore } from "./device-stores";
import { loadPinned, pin } from "./pinned";

const key = (letter: string) => ({ kty: "OKP", crv: "Ed25519", x: letter.repeat(43) }) as const;
const first = { roots: { threshold: 1, keys: [key("A")] }, origin: "https://pass.example.org" };
const second = { roots: { threshold: 1, keys: [key("B")] }, origin: "https://evil.example.org" };

function store(): DeviceStore & { text: string | null } {
  return {
    text: null,
    async read() {
      return this.text;
    },
    async write(text) {
      this.text = text;
    },
  };
}

const closed: DeviceStore = {
  read: async () => Promise.reject(new Error("no")),
  write: async () => Promise.reject(new Error("no")),
};
const unasked = async (): Promise<unknown> => {
  throw new Error("asked the network");
};

test("what the page was served with first is pinned, and no later answer changes it", async () => {
  const stores = [store(), store()];
  expect(await loadPinned(stores, async () => first)).toEqual(first);
  expect(await loadPinned(stores, async () => second)).toEqual(first);
  expect(await loadPinned(stores, unasked)).toEqual(first);
});

test("one place that lost or damaged it is healed by the other", async () => {
  const [one, two] = [store(), store()];
  await pin([one, two], first);
  for (const damage of [null, "{", "{}", "null"]) {
    one.text = damage;
    expect(await loadPinned([one, two], unasked), String(damage)).toEqual(first);
    expect(one.text).toBe(JSON.stringify(first));
  }
});

test("a browser that keeps nothing has what the page was served with", async () => {
  expect(await loadPinned([closed, closed], async () => first)).toEqual(first);
  expect(await loadPinned([closed], unasked)).toBeNull();
  expect(await loadPinned([store()], async () => ({ roots: {}, origin: 1 }))).toBeNull();
});
