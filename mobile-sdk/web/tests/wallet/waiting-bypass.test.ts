import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { codeOn, openPhone, signIn } from "./phone";
import { Room, ticketOn } from "./room";
import { withService } from "./with-service";

const here = withService({ HAETAE__QUEUE__POLL: "5", HAETAE__LIMITS__PHONES_PER_DAY: "3" });

const DAY = 86_400_000;
const API = fileURLToPath(new URL("../../../../docs/openapi.json", import.meta.url));

/** All routes of the documented listeners, as requests with nothing in particular. */
function everyRoute(): [method: string, path: string][] {
  const { paths } = JSON.parse(readFileSync(API, "utf8")) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): [string, string] => [
      method.toUpperCase(),
      path.replace("{sha256}", "0".repeat(64)),
    ]),
  );
}

/** What a person who waits can do with the developer tools: the statuses and codes of the answers, by trick. */
function tricks(page: Page, ticket: string, routes: [string, string][]): Promise<Record<string, string>> {
  return page.evaluate(
    async ({ ticket, routes }) => {
      const opening = indexedDB.open("haetae-wallet");
      await new Promise((done) => (opening.onsuccess = done));
      const reading = opening.result.transaction("strips").objectStore("strips").getAll();
      await new Promise((done) => (reading.onsuccess = done));
      opening.result.close();
      const keys = (reading.result as { day: string; jwk: object }[])
        .map(({ day, jwk }) => ({ day, jwk }))
        .sort((left, right) => (left.day < right.day ? -1 : 1));
      const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
        fetch(path, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify(body),
        });
      const url = (bytes: Uint8Array) =>
        btoa(String.fromCharCode(...bytes))
          .replaceAll("+", "-")
          .replaceAll("/", "_")
          .replaceAll("=", "");
      const edited = (place: number, value: number[]) => {
        const bytes = Uint8Array.from(atob(ticket.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
        bytes.set(value, place);
        return url(bytes);
      };
      const dayAfter = (day: string) =>
        new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
      const digest = url(
        Uint8Array.from(atob(ticket.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).slice(20, 52),
      );
      const signed = (await (await post("/demo/assertion", { subject: "SYN-000001", keys: digest })).json()) as {
        assertion: string;
      };
      const auth = { authorization: `Bearer ${signed.assertion}` };
      const said = async (answer: Response) => {
        const text = await answer.text();
        if (text.includes("HT1:")) return `${answer.status} A PASS`;
        let code = "";
        try {
          code = (JSON.parse(text) as { code?: string }).code ?? "";
        } catch {
          // A page, or nothing.
        }
        return `${answer.status} ${code}`.trimEnd();
      };
      const ask = async (more: object) => said(await post("/v1/passes", { holder_keys: keys, ...more }, auth));
      const found: Record<string, string> = {
        "without a ticket": await ask({}),
        "with the ticket": await ask({ ticket }),
        "with an earlier arrival": await ask({ ticket: edited(8, [0, 0, 0, 1]) }),
        "with a better draw": await ask({ ticket: edited(12, [0, 0, 0, 0, 0, 0, 0, 0]) }),
        "with another room": await ask({ ticket: edited(2, [0, 0, 0, 0]) }),
        "for some of the keys": await said(await post("/v1/passes", { holder_keys: keys.slice(0, 1), ticket }, auth)),
        "as a renewal": await ask({ holder_keys: keys.map(({ day, jwk }) => ({ day: dayAfter(day), jwk })) }),
        "on paper": await said(await post("/v1/passes/paper", {}, auth)),
      };
      for (const [method, path] of routes) {
        const body =
          method === "GET" ? {} : { body: JSON.stringify({ holder_keys: keys, ticket, subject: "SYN-000001" }) };
        const headers = { "content-type": "application/json", ...auth };
        found[`${method} ${path}`] = await said(await fetch(path, { method, headers, ...body }));
      }
      return found;
    },
    { ticket, routes },
  );
}

test("a moved clock and developer tools that call everything reach no pass before the turn", async () => {
  const room = new Room(here.service);
  room.change("open");
  room.change("rate", "1");
  await room.until("open");
  await room.crowd(400);
  const issued = () => here.service.issued();
  const before = issued();
  const page = await openPhone(here.browser, "ko", { serviceWorkers: "block" });
  // The phone is a day ahead, and then a week behind.
  await page.clock.install({ time: Date.now() + DAY });
  await page.goto(here.service.wallet);
  await signIn(page, "ko");
  await page.locator(".queue .ahead").filter({ hasText: "앞에" }).waitFor();
  await page.clock.fastForward(DAY);
  await page.clock.runFor(60_000);
  await page.clock.setSystemTime(Date.now() - 7 * DAY);
  await page.clock.runFor(60_000);
  const ticket = await ticketOn(page);
  const found = await tricks(page, ticket, everyRoute());
  expect(found).toMatchObject({
    "without a ticket": "403 queue_required",
    "with the ticket": "429 queue_not_yet",
    "with an earlier arrival": "403 queue_ticket_invalid",
    "with a better draw": "403 queue_ticket_invalid",
    "with another room": "403 queue_ticket_invalid",
    "for some of the keys": "403 queue_ticket_invalid",
    "as a renewal": "403 queue_required",
  });
  expect(Object.entries(found).filter(([, said]) => said.includes("A PASS"))).toEqual([]);
  expect(issued()).toBe(before);
  expect(await page.locator(".queue .ahead").textContent()).toContain("앞에");

  // In its turn the same phone gets its passes.
  await page.clock.setSystemTime(Date.now());
  room.change("rate", "1000000");
  await page.clock.runFor(30_000);
  await codeOn(page);
  expect(issued()).toBeGreaterThan(before);
  await page.context().close();
});
