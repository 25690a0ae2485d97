import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Service } from "./service";

/** So many join at once. */
const AT_ONCE = 40;

/** The waiting room of a real service. */
export class Room {
  constructor(private readonly service: Service) {}

  /** What an operator does with it. */
  change(...words: string[]): void {
    this.service.haetae("queue", ...words, "--yes");
  }

  async until(state: string): Promise<void> {
    await expect.poll(async () => (await this.#notice()).state, { timeout: 30_000 }).toBe(state);
  }

  /** So many others join. They never come back. */
  async crowd(people: number): Promise<void> {
    const { room } = await this.#notice();
    const join = async () => {
      const body = JSON.stringify({ room: room.number, keys: randomBytes(32).toString("base64url") });
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${this.service.origin}/v1/queue`, { method: "POST", headers, body });
      expect(answer.status).toBe(200);
    };
    for (let left = people; left > 0; left -= AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, join));
    // Seconds that the room has passed are not counted any more.
    const counted = async () => (await this.#notice()).room.curve.at(-1)?.[1] ?? 0;
    await expect.poll(counted, { timeout: 30_000 }).toBeGreaterThanOrEqual(people * 0.9);
  }

  async #notice(): Promise<{ state: string; room: { number: number; curve: [number, number][] } }> {
    return (await fetch(`${this.service.origin}/v1/queue`)).json() as never;
  }
}

/** What a phone keeps of the waiting room: its ticket. */
export function ticketOn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const opening = indexedDB.open("haetae-wallet-people");
    await new Promise((done) => (opening.onsuccess = done));
    const reading = opening.result.transaction("people").objectStore("people").getAll();
    await new Promise((done) => (reading.onsuccess = done));
    opening.result.close();
    return (reading.result as { waiting?: { queue: { ticket: string } } }[])[0]?.waiting?.queue.ticket ?? "";
  });
}

/** The requests of all tabs of a phone to an address, by method. */
export function requestsOf(page: Page, path: string, method = "POST"): { count: number } {
  const seen = { count: 0 };
  page.context().on("request", (request) => {
    if (new URL(request.url()).pathname === path && request.method() === method) seen.count += 1;
  });
  return seen;
}
