import { memorySlots, noTabs, Scanner, type SlotStorage, TrustSync } from "@haetae/sdk";
import { checkEngine } from "@haetae/sdk/check";
import { describe, expect, it } from "vitest";

import { all, BASE, CHECKS, mirror, until } from "./mirror.js";

async function scanner(): Promise<Scanner> {
  const clock = { now: () => CHECKS.now, monotonic: () => 0 };
  return Scanner.open({ engine: await checkEngine(), roots: CHECKS.roots, clock });
}

function sync(of: Scanner, storage: SlotStorage, fetch: typeof globalThis.fetch): TrustSync {
  return new TrustSync({ scanner: of, base: BASE, storage, fetch, tabs: noTabs() });
}

describe("the synchronisation", () => {
  it("fetches everything, writes it down, and goes on from there without a network", async () => {
    const storage = memorySlots();
    const first = sync(await scanner(), storage, mirror());
    expect(await first.start()).toEqual({ found: "nothing" });
    await until(first, all);
    first.stop();

    const again = await scanner();
    const second = sync(again, storage, async () => Promise.reject(new Error("no network")));
    expect(await second.start()).toEqual({ found: "snapshot", dropped: 0 });
    await until(second, ({ online }) => online === false);
    const admitted = CHECKS.cases.find(({ verdict }) => verdict === "admit")?.qr ?? "";
    expect((await again.check(admitted)).outcome).toBe("admit");
    second.stop();
  });

  it("starts again from the pinned roots where both copies are damaged, and passes one over", async () => {
    const storage = memorySlots();
    const first = sync(await scanner(), storage, mirror());
    await first.start();
    await until(first, all);
    first.stop();
    await storage.write("a", (await storage.read()).a.slice(0, -1));
    const one = sync(await scanner(), storage, mirror());
    expect(await one.start()).toMatchObject({ found: "snapshot" });
    one.stop();
    await storage.write("b", new Uint8Array([1, 2, 3]));
    await storage.write("a", new Uint8Array([1, 2, 3]));
    const none = sync(await scanner(), storage, mirror());
    expect(await none.start()).toMatchObject({ found: "damage" });
    await until(none, all);
    none.stop();
  });

  it.each([
    ["an answer that is longer than it may be", () => new Response(new Uint8Array(2 * 1024 * 1024)), /longer than/],
    ["an error", () => new Response("", { status: 503 }), /answers 503/],
  ])("takes nothing from %s", async (_, answer, trouble) => {
    const broken = sync(await scanner(), memorySlots(), mirror(answer));
    await broken.start();
    await until(broken, ({ online }) => online === false);
    const status = await broken.status();
    expect(status.trouble).toMatch(trouble);
    expect(status.trust.manifest).toBeNull();
    broken.stop();
  });

  it.each<[string, Parameters<typeof mirror>[0], boolean]>([
    [
      "a page for people",
      () => new Response("<html>sign in</html>", { headers: { "content-type": "text/html; charset=utf-8" } }),
      true,
    ],
    ["a page for people without its type", () => new Response("<html>sign in</html>"), true],
    ["an empty answer", () => new Response(new Uint8Array()), true],
    ["JSON in its place", () => Response.json({ login: true }), true],
    ["a network that wants a sign-in", () => new Response("", { status: 511 }), true],
    ["a blocked page", () => new Response("blocked", { status: 403, headers: { "content-type": "text/html" } }), true],
    ["a redirect that cannot be followed", () => Response.redirect("http://portal.example/"), true],
    [
      "a proxy without its service",
      () => new Response("<html>", { status: 502, headers: { "content-type": "text/html" } }),
      false,
    ],
    [
      "files that are pages, under a true manifest",
      (_, address) => (address.endsWith("manifest") ? undefined : new Response("<html>")),
      true,
    ],
  ])("counts %s as no contact", async (_, answer, foreign) => {
    const answering = mirror(answer);
    const refusesToFollow: typeof fetch = async (address, wish) => {
      const response = await answering(address, wish);
      if (response.status === 302 && wish?.redirect !== "manual") throw new TypeError("Failed to fetch");
      return response;
    };
    const behind = sync(await scanner(), memorySlots(), refusesToFollow);
    await behind.start();
    await until(behind, ({ online }) => online === false);
    expect(await behind.status()).toMatchObject({
      foreign,
      answered: undefined,
      settled: true,
      trust: { manifest: null },
    });
    behind.stop();
  });

  it("follows a redirect to where the files are", async () => {
    const answering = mirror();
    const redirected: typeof fetch = async (address, wish) =>
      wish?.redirect === "manual" ? Response.redirect("https://files.example/") : answering(address, wish);
    const follows = sync(await scanner(), memorySlots(), redirected);
    await follows.start();
    await until(follows, all);
    expect(await follows.status()).toMatchObject({ online: true, foreign: false, answered: CHECKS.now });
    follows.stop();
  });

  it("keeps the time of the last contact while a stranger answers, and has settled once the first round is over", async () => {
    let portal = false;
    const network = sync(
      await scanner(),
      memorySlots(),
      mirror(() => (portal ? new Response("<html>") : undefined)),
    );
    expect((await network.status()).settled).toBe(false);
    await network.start();
    await until(network, ({ settled }) => settled);
    expect(all(await network.status())).toBe(true);
    portal = true;
    await network.refresh();
    await until(network, ({ online }) => online === false);
    expect(await network.status()).toMatchObject({ foreign: true, answered: CHECKS.now });
    portal = false;
    await network.refresh();
    await until(network, ({ online }) => online === true);
    expect(await network.status()).toMatchObject({ foreign: false });
    network.stop();
  });

  it("says when what it fetched cannot be written down, and checks by it all the same", async () => {
    const storage: SlotStorage = { ...memorySlots(), write: async () => Promise.reject(new Error("the disk is full")) };
    const full = sync(await scanner(), storage, mirror());
    await full.start();
    await until(full, all);
    expect((await full.status()).unsaved).toBe("the disk is full");
    full.stop();
  });
});
