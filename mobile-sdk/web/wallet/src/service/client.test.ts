import { expect, test } from "vitest";
import { Client } from "./client.js";
import { ServiceProblem } from "./problem.js";

const BASE = new URL("https://pass.example/");

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetcher = (async (url: URL, init: RequestInit) => {
    asked.push({ url: url.href, init });
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  }) as unknown as typeof fetch;
  return { asked, client: new Client(BASE, fetcher) };
}

async function problemOf(status: number, body: unknown, headers: Record<string, string> = {}): Promise<ServiceProblem> {
  const failed = await answering(status, body, headers)
    .client.passes("a.b.c", { holder_keys: [] })
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(ServiceProblem);
  return failed as ServiceProblem;
}

test("passes are asked for with the assertion", async () => {
  const answer = { passes: [], refresh_after: "2026-11-26T00:00:00Z", server_time: "2026-11-22T03:00:00Z" };
  const { asked, client } = answering(200, answer);
  expect(await client.passes("a.b.c", { holder_keys: [] })).toEqual(answer);
  expect(asked[0]?.url).toBe("https://pass.example/v1/passes");
  expect(new Headers(asked[0]?.init.headers).get("authorization")).toBe("Bearer a.b.c");
  expect(asked[0]?.init.cache).toBe("no-store");
});

test("the waiting room is joined with the keys' digest, and a cache that has compared may give its notice", async () => {
  const notice = { state: "open", made: "2026-11-22T03:00:00Z", poll_after: 15 };
  const reading = answering(200, notice);
  expect(await reading.client.queue()).toEqual(notice);
  expect([reading.asked[0]?.url, reading.asked[0]?.init.cache]).toEqual(["https://pass.example/v1/queue", "no-cache"]);
  const joining = answering(200, { ticket: "VA", room: 3 });
  expect(await joining.client.join(3, "digest")).toMatchObject({ ticket: "VA" });
  expect(JSON.parse(String(joining.asked[0]?.init.body))).toEqual({ room: 3, keys: "digest" });
});

test("only what the issuer knows of a person is the owner's trouble", async () => {
  const troubles = {
    revoked: "revoked",
    unknown_subject: "unknown",
    no_evidence: "no-evidence",
    not_eligible: "not-eligible",
    not_yet_eligible: "not-yet-eligible",
    sign_in_too_old: "sign-in-again",
    fresh_sign_in_needed: "another-phone",
  };
  for (const [code, trouble] of Object.entries(troubles))
    expect((await problemOf(403, { code })).trouble).toBe(trouble);
  for (const code of [
    "store_unavailable",
    "eligibility_unavailable",
    "too_many_requests",
    "took_too_long",
    "internal_error",
    "assertion_invalid",
    "no_signing_key",
    "not_found",
  ]) {
    expect((await problemOf(503, { code })).trouble).toBeUndefined();
  }
  // Something in between answers, a proxy for instance.
  expect((await problemOf(404, "<html>not found</html>")).trouble).toBeUndefined();
  expect((await problemOf(403, "blocked")).code).toBe("status_403");
});

test("the service says when to come back", async () => {
  for (const status of [429, 503]) {
    const asked = await problemOf(status, { code: "store_unavailable" }, { "retry-after": "5" });
    expect([asked.retryAfter, asked.reason]).toEqual([5, "busy"]);
  }
  const plain = await problemOf(503, {});
  expect([plain.retryAfter, plain.reason]).toEqual([undefined, "failed"]);
});

test("an answer in the service's place is recognised", async () => {
  const page = "<!doctype html><title>Sign in to the Wi-Fi</title>";
  const nothing = async () => JSON.parse("");
  const elsewhere = { type: "opaqueredirect", status: 0, ok: false, json: nothing } as Response;
  const strangers: [string, () => Response][] = [
    ["a page", () => new Response(page, { headers: { "content-type": "text/html" } })],
    ["a page that calls itself JSON", () => new Response(page, { headers: { "content-type": "application/json" } })],
    ["JSON of another form", () => Response.json({ hello: "guest" })],
    ["null", () => Response.json(null)],
    ["nothing", () => new Response("")],
    ["a redirect", () => elsewhere],
    ["a network that wants a sign-in", () => new Response(page, { status: 511 })],
  ];
  for (const [what, answer] of strangers) {
    const client = new Client(BASE, (async () => answer()) as typeof fetch, () => true);
    const asked = [
      client.deployment(),
      client.time(),
      client.citizens(""),
      client.assertion("a", "b"),
      client.passes("a.b.c", { holder_keys: [] }),
      client.queue(),
      client.join(1, "b"),
    ];
    for (const one of asked) await expect(one, what).rejects.toMatchObject({ reason: "portal" });
  }
});

test("the time is that of the answer's date", async () => {
  const { client } = answering(200, { status: "alive" }, { date: "Sun, 22 Nov 2026 03:00:00 GMT" });
  expect(await client.time()).toBe("2026-11-22T03:00:00.500Z");
  await expect(answering(200, { status: "alive" }).client.time()).rejects.toThrow("no_time");
});

test("a refusal brings what the person reads about their eligibility", async () => {
  const message = { ko: "7월 26일부터 받을 수 있습니다.", en: "From 26 July on." };
  const refusal = { code: "not_yet_eligible", message, eligible_from: "2021-07-26T11:00:00Z" };
  expect((await problemOf(403, refusal)).eligibility).toEqual({ message, from: 1_627_297_200 });
  expect((await problemOf(403, { code: "not_eligible", message })).eligibility).toEqual({ message });
  expect((await problemOf(403, { ...refusal, eligible_from: "soon" })).eligibility).toEqual({ message });
  for (const other of [undefined, "no", { ko: "아니요" }, null])
    expect((await problemOf(403, { code: "not_eligible", message: other })).eligibility).toBeUndefined();
  expect((await problemOf(503, { code: "eligibility_unavailable" })).eligibility).toBeUndefined();
});

test("no network is no trouble of the owner's", async () => {
  const fetcher = (async () => {
    throw new TypeError("failed to fetch");
  }) as unknown as typeof fetch;
  for (const [hasNetwork, reason] of [
    [true, "unreachable"],
    [false, "offline"],
  ] as const) {
    const failed = await new Client(BASE, fetcher, () => hasNetwork).time().catch((error: unknown) => error);
    expect(failed).toMatchObject({ reason, trouble: undefined });
  }
});
