import {
  type Clock,
  memorySlots,
  Scanner,
  type SlotStorage,
  systemTimers,
  type TabMessage,
  type Tabs,
  type Timers,
  TrustSync,
} from "@haetae/sdk";
import { checkEngine } from "@haetae/sdk/check";
import { describe, expect, it } from "vitest";

import { bundleWithNewerLists } from "../../scanner/authority.js";
import { all, BASE, CHECKS, mirror, until } from "./mirror.js";

/** A browser, which opens tabs: they receive each other's messages, and one of them leads until it is closed. */
function browser() {
  const open = new Map<symbol, (message: TabMessage) => void>();
  let last: Promise<void> = Promise.resolve();
  return (): Tabs => {
    const tab = Symbol("tab");
    let end: () => void;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    open.set(tab, () => undefined);
    return {
      lead: (lead) => {
        last = last.then(() => (open.has(tab) ? Promise.race([lead(), ended]) : undefined));
      },
      send: (message) => {
        if (!open.has(tab)) return;
        for (const [other, heard] of open) if (other !== tab) queueMicrotask(() => heard(structuredClone(message)));
      },
      listen: (heard) => open.set(tab, heard),
      close: () => {
        open.delete(tab);
        end();
      },
    };
  };
}

interface Tab {
  sync: TrustSync;
  scanner: Scanner;
  version(): Promise<number | undefined>;
}

const CLOCK: Clock = { now: () => CHECKS.now, monotonic: () => 0 };

async function tab(
  tabs: Tabs,
  storage: SlotStorage,
  fetch: typeof globalThis.fetch,
  { clock = CLOCK, timers = systemTimers }: { clock?: Clock; timers?: Timers } = {},
): Promise<Tab> {
  const scanner = await Scanner.open({ engine: await checkEngine(), roots: CHECKS.roots, clock });
  const sync = new TrustSync({ scanner, base: BASE, storage, fetch, tabs, timers });
  await sync.start();
  return { sync, scanner, version: async () => (await sync.status()).trust.manifest?.version };
}

const offline: typeof fetch = async () => Promise.reject(new Error("no network"));
const bundle = Buffer.from(CHECKS.bundle, "hex");
/** The next set of the same authority. */
const NEWER = bundleWithNewerLists([Math.floor(CHECKS.now / 86_400)]);
/** A paper pass whose list is fetched when it has been seen. */
const OF_AN_EARLIER_DAY = CHECKS.cases.find(({ name }) => name === "paper-2")?.qr ?? "";
const leads = ({ leads }: { leads: boolean }): boolean => leads;

describe("of several tabs", () => {
  it("one fetches, the others have what it took and know that there is a network", async () => {
    const open = browser();
    const storage = memorySlots();
    let asked = 0;
    const counting: typeof fetch = (...request) => {
      asked += 1;
      return mirror()(...request);
    };
    const first = await tab(open(), storage, counting);
    await until(first.sync, all);
    const byOne = asked;
    const second = await tab(open(), storage, counting);
    await until(second.sync, (status) => all(status) && status.online === true);
    expect((await second.sync.status()).leads).toBe(false);
    expect(asked).toBe(byOne);
    // Who asks for news in the second gets them from the first.
    await second.sync.refresh();
    await expect.poll(() => asked).toBe(byOne + 1);
  });

  it("one looks for news when another was shown a code of a key that is not known", async () => {
    const open = browser();
    let now = CHECKS.now;
    let asked = 0;
    const counting: typeof fetch = (address, ...request) => {
      asked += String(address).endsWith("manifest") ? 1 : 0;
      return mirror()(address, ...request);
    };
    const wakeUps: (() => void)[] = [];
    const after = (_: number, call: () => void) => {
      wakeUps.push(call);
      return () => undefined;
    };
    const timers = { after };
    const clock = { now: () => now, monotonic: () => 0 };
    const [first, second] = [
      await tab(open(), memorySlots(), counting, { clock, timers }),
      await tab(open(), memorySlots(), counting, { clock, timers }),
    ];
    await until(second.sync, all);
    expect(asked).toBe(1);
    now += 40;
    const unknown = CHECKS.cases.find(({ verdict }) => verdict === "unknown_key")?.qr ?? "";
    expect((await second.scanner.check(unknown)).code).toBe("unknown_key");
    await expect.poll(() => asked).toBe(2);
    first.sync.stop();
    second.sync.stop();
  });

  it("one fetches the list of an earlier day when another was shown a pass of it", async () => {
    const open = browser();
    const asked: string[] = [];
    const counting: typeof fetch = (address, ...request) => {
      asked.push(String(address));
      return mirror()(address, ...request);
    };
    const first = await tab(open(), memorySlots(), counting);
    await until(first.sync, all);
    const second = await tab(open(), memorySlots(), counting);
    await until(second.sync, all);
    expect((await second.sync.status()).leads).toBe(false);
    const before = asked.length;
    expect((await second.scanner.check(OF_AN_EARLIER_DAY)).code).toBe("status_required");
    await expect.poll(async () => (await second.scanner.check(OF_AN_EARLIER_DAY)).code).toBe("admit");
    expect((await first.scanner.check(OF_AN_EARLIER_DAY)).code).toBe("admit");
    const fetched = asked.slice(before).filter((address) => address.includes("/files/"));
    expect(fetched.length).toBeGreaterThan(0);
    expect(new Set(fetched).size).toBe(fetched.length);
    first.sync.stop();
    second.sync.stop();
  });

  it("each has what any of them took, also where nothing can be written", async () => {
    const open = browser();
    const full: SlotStorage = { ...memorySlots(), write: async () => Promise.reject(new Error("the disk is full")) };
    const [one, two] = [await tab(open(), full, offline), await tab(open(), full, offline)];
    await until(one.sync, leads);
    expect(await two.sync.takeBundle(bundle)).toBe("taken");
    await expect.poll(one.version).toBe(await two.version());
    expect(await one.sync.takeBundle(NEWER)).toBe("taken");
    await expect.poll(two.version).toBe(await one.version());
    // A tab that starts now has nothing to read, and receives it.
    const three = await tab(open(), full, offline);
    await expect.poll(three.version).toBe(await one.version());
  });

  it("the one that comes to lead keeps what is newer, in its memory or written down, and writes it", async () => {
    const open = browser();
    const storage = memorySlots();
    const leader = open();
    const one = await tab(leader, storage, offline);
    await until(one.sync, leads);
    expect(await one.sync.takeBundle(bundle)).toBe("taken");
    const two = await tab(open(), storage, offline);
    const old = await two.version();
    // The leading tab ends before it receives the newer bundle.
    leader.close();
    expect(await two.sync.takeBundle(NEWER)).toBe("taken");
    await until(two.sync, leads);
    expect(await two.version()).toBeGreaterThan(old ?? Infinity);
    await expect.poll(async () => (await tab(browser()(), storage, offline)).version()).toBe(await two.version());
  });

  it("the one that comes to lead takes what was written, where that is newer than what it has", async () => {
    const storage = memorySlots();
    const [left, right] = [browser(), browser()];
    const one = await tab(left(), storage, offline);
    await until(one.sync, leads);
    await one.sync.takeBundle(bundle);
    // It waits for the lead, and receives nothing of what is written in between.
    const leader = right();
    leader.lead(() => new Promise(() => undefined), new AbortController().signal);
    const two = await tab(right(), storage, offline);
    await one.sync.takeBundle(NEWER);
    expect(await two.version()).toBeLessThan((await one.version()) ?? 0);
    leader.close();
    await until(two.sync, leads);
    expect(await two.version()).toBe(await one.version());
  });

  it("an unreadable message of another version of the page changes nothing", async () => {
    const open = browser();
    const [one, stranger] = [await tab(open(), memorySlots(), offline), open()];
    await until(one.sync, leads);
    await one.sync.takeBundle(bundle);
    const before = (await one.version()) ?? Infinity;
    const snapshot = await one.scanner.engine.snapshot();
    for (const bytes of [0, 3, snapshot.length - 1])
      stranger.send({ kind: "taken", snapshot: snapshot.slice(0, bytes) });
    // Messages arrive in their order.
    stranger.send({ kind: "bundle", bytes: NEWER });
    await expect.poll(one.version).toBe(before + 1);
    const admitted = CHECKS.cases.find(({ verdict }) => verdict === "admit")?.qr ?? "";
    expect((await one.scanner.check(admitted)).outcome).toBe("admit");
  });
});
