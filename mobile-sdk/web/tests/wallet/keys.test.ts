import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { codeOn, openPhone, signIn, troubles } from "./phone";
import { withService } from "./with-service";

const here = withService();

/** A browser that has no Ed25519: as Chromium before 137, and Firefox before 129. */
function withoutEd25519(): void {
  const refuse = (algorithm: AlgorithmIdentifier): void => {
    const name = typeof algorithm === "string" ? algorithm : algorithm.name;
    if (name.toLowerCase() === "ed25519") throw new DOMException("Unrecognized name.", "NotSupportedError");
  };
  const { generateKey, importKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.generateKey = async function (this: SubtleCrypto, ...given: unknown[]) {
    refuse(given[0] as AlgorithmIdentifier);
    return Reflect.apply(generateKey, this, given);
  } as typeof generateKey;
  SubtleCrypto.prototype.importKey = async function (this: SubtleCrypto, ...given: unknown[]) {
    refuse(given[2] as AlgorithmIdentifier);
    return Reflect.apply(importKey, this, given);
  } as typeof importKey;
}

/** What the phone keeps of its keys, and whether any of them can be taken out. */
function keptKeys(page: Page): Promise<{ algorithms: string[]; takenOut: number }> {
  return page.evaluate(async () => {
    const opening = indexedDB.open("haetae-wallet");
    await new Promise((done) => (opening.onsuccess = done));
    const reading = opening.result.transaction("strips").objectStore("strips").getAll();
    await new Promise((done) => (reading.onsuccess = done));
    opening.result.close();
    const keys = (reading.result as { key: CryptoKey }[]).map(({ key }) => key);
    let takenOut = 0;
    for (const key of keys) {
      for (const format of ["jwk", "pkcs8"] as const) {
        takenOut += await crypto.subtle.exportKey(format, key).then(
          () => 1,
          () => 0,
        );
      }
    }
    const algorithms = keys.map(
      ({ algorithm, type, extractable }) => `${algorithm.name} ${type} ${extractable ? "open" : "closed"}`,
    );
    return { algorithms: [...new Set(algorithms)], takenOut };
  });
}

test.each([
  ["Ed25519", "Ed25519 private closed", undefined],
  ["P-256", "ECDSA private closed", withoutEd25519],
])(
  "holder keys of %s sign codes that a scanner admits, cannot be exported, and survive a reload",
  async (kind, kept, before) => {
    const page = await openPhone(here.browser, "en");
    if (before !== undefined) await page.addInitScript(before);
    await page.goto(here.service.wallet);
    await signIn(page, "en");
    const code = await codeOn(page);
    expect(here.service.contentOf(code).holder).toBe(kind);
    expect(here.service.verdict(code, Date.now() / 1000)).toBe("admit");
    expect(await keptKeys(page)).toEqual({ algorithms: [kept], takenOut: 0 });
    await page.reload();
    const again = await codeOn(page);
    expect(here.service.contentOf(again).holder).toBe(kind);
    expect(here.service.verdict(again, Date.now() / 1000)).toBe("admit");
    expect(troubles.get(page)).toEqual([]);
    await page.context().close();
  },
);
