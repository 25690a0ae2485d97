import { joinQueue, memoryWallet, QueueProblem, QueueWatch, queueAnswerOf, readQueue, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePort, Service } from "./service";

/** A citizen of the demo sign-in. */
const SUBJECT = "SYN-000001";

let service: Service;

beforeAll(async () => {
  service = await Service.start();
});

afterAll(() => service.end());

test("a partner's app waits by the SDK's functions until it has the passes", async () => {
  const engine = await presentEngine();
  const wallet = await Wallet.open({ engine, storage: memoryWallet() });
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Seoul" }).format();
  const { digest } = await wallet.prepareRequest("me", [today]);
  const post = async (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${service.origin}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const { assertion } = await (await post("demo/assertion", { subject: SUBJECT, keys: digest })).json();
  const ask = async (ticket?: string) => {
    const { body } = await wallet.prepareRequest("me", [today], ticket === undefined ? {} : { ticket });
    const answer = await post("v1/passes", body, { authorization: `Bearer ${assertion}` });
    return { ok: answer.ok, body: await answer.json() };
  };
  const watch = new QueueWatch(engine);
  const until = (place: string) =>
    vi.waitUntil(
      async () => {
        await watch.read(await readQueue(service.origin));
        return (await watch.place())?.place === place;
      },
      { timeout: 60_000, interval: 200 },
    );

  await until("not_needed");
  await expect(joinQueue(service.origin, 1, digest)).rejects.toMatchObject({ code: "queue_closed" });
  service.haetae("queue", "open", "--yes");
  await until("join");
  expect(queueAnswerOf((await ask()).body.code)).toBe("join");
  service.haetae("queue", "pause", "--yes");
  await vi.waitUntil(async () => (await readQueue(service.origin)).state === "paused", { timeout: 60_000 });
  const { ticket } = await joinQueue(service.origin, 1, digest);
  watch.joined(ticket);
  await until("paused");
  expect(queueAnswerOf((await ask(ticket)).body.code)).toBe("wait");
  service.haetae("queue", "open", "--yes");
  await until("turn");
  const { ok, body } = await ask(watch.kept.ticket);
  expect(ok).toBe(true);
  await wallet.storeAnswer("me", body);
  expect((await wallet.present("me")).text).toMatch(/^HP1:/);
});

test("no answer and another's answer are said to be that", async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  await expect(readQueue(nobody)).rejects.toMatchObject({ code: "unreachable" });
  const answering = (body: string, init: ResponseInit) => ({ fetch: async () => new Response(body, init) });
  const of = (body: string, init: ResponseInit) => readQueue(nobody, answering(body, init)).catch((error) => error);
  expect(await of("<html>Sign in</html>", { status: 200 })).toMatchObject({ code: "foreign" });
  expect(await of("{}", { status: 200 })).toMatchObject({ code: "foreign" });
  expect(await of("", { status: 511 })).toMatchObject({ code: "foreign" });
  expect(await of("no", { status: 502 })).toMatchObject({ code: "status_502" });
  const busy = { status: 503, headers: { "retry-after": "5" } };
  const problem = await of('{"code":"store_unavailable"}', busy);
  expect(problem).toBeInstanceOf(QueueProblem);
  expect(problem).toMatchObject({ code: "store_unavailable", retryAfter: 5 });
  const [date, later] = ["Tue, 01 Dec 2026 00:00:00 GMT", "Tue, 01 Dec 2026 00:01:00 GMT"];
  const dated = { status: 503, headers: { date, "retry-after": later } };
  expect(await of("{}", dated)).toMatchObject({ code: "status_503", retryAfter: 60 });
});
