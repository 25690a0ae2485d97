import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const read = (path: string) => readFile(new URL(`../../../../../${path}`, import.meta.url), "utf8");

it("the page about storage names everything that is kept in a browser", async () => {
  const page = await read("docs/sdk/storage.md");
  const source = await read("mobile-sdk/web/sdk/src/storage/indexed-db.ts");
  const databases = [...source.matchAll(/name = "([^"]+)"/g)].map(([, name = ""]) => name);
  const stores = [...source.matchAll(/createObjectStore\("([^"]+)"/g)].map(([, name = ""]) => name);
  expect(databases).toHaveLength(2);
  expect(stores.length).toBeGreaterThan(3);
  for (const name of [...databases, ...stores]) expect(page).toContain(`\`${name}\``);
});
