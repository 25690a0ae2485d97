import type { PassesAnswer, PassesRequest } from "@haetae/sdk";

/** What the issuer says about a person. Everything else is technical: it passes, and says nothing about anyone. */
export type Decision = (typeof DECISIONS)[number];

const DECISIONS = [
  "revoked",
  "unknown_subject",
  "no_evidence",
  "not_eligible",
  "not_yet_eligible",
  "sign_in_too_old",
  "fresh_sign_in_needed",
] as const;

/** There was no good answer. */
export class ServiceFailure extends Error {
  constructor(
    /** The problem's code; `unreachable` where nothing of the service answered, `unusable` where it is refused. */
    readonly code: string,
    /** Seconds after which the service wants to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(code);
  }

  /** The issuer's decision about the person; `undefined` for a technical failure. */
  get decision(): Decision | undefined {
    return DECISIONS.find((decision) => decision === this.code);
  }
}

/** How long an answer may take, in milliseconds. */
const PATIENCE = 20_000;

/** The service, and the demo partner that vouches for its synthetic citizens: a real one signs on its own server. */
export class Service {
  constructor(
    private readonly address: string,
    private readonly patience = PATIENCE,
  ) {}

  /** The partner's word for a person and the holder keys of this digest. */
  async assertion(subject: string, keys: string): Promise<string> {
    const answer = (await this.#post("/demo/assertion", { subject, keys })) as { assertion?: unknown };
    if (typeof answer.assertion !== "string") throw new ServiceFailure("unreachable");
    return answer.assertion;
  }

  /** Passes for these keys. */
  async passes(assertion: string, request: PassesRequest): Promise<PassesAnswer> {
    const answer = (await this.#post("/v1/passes", request, assertion)) as PassesAnswer;
    if (!Array.isArray(answer.passes)) throw new ServiceFailure("unreachable");
    return answer;
  }

  /** A file of those that scanners fetch, `manifest` or `files/<sha256>`, and the service's time (RFC 3339). */
  async file(name: string): Promise<{ bytes: Uint8Array; time: string | undefined }> {
    const response = await this.#ask(`/v1/trust/${name}`, { cache: "no-store" });
    const date = new Date(response.headers.get("date") ?? "");
    const bytes = new Uint8Array(await whole(response.arrayBuffer()));
    return { bytes, time: Number.isNaN(date.getTime()) ? undefined : date.toISOString() };
  }

  async #post(path: string, body: object, assertion?: string): Promise<unknown> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (assertion !== undefined) headers["authorization"] = `Bearer ${assertion}`;
    const response = await this.#ask(path, { method: "POST", headers, body: JSON.stringify(body) });
    return whole(response.json());
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(this.patience);
    const response = await whole(fetch(new URL(path, this.address), { ...init, signal, redirect: "error" }));
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { code?: unknown };
    const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
    throw new ServiceFailure(
      typeof problem.code === "string" ? problem.code : `status_${response.status}`,
      Number.isFinite(retryAfter) ? retryAfter : undefined,
    );
  }
}

/** An answer that ends early, or never begins, is no answer. */
async function whole<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch {
    throw new ServiceFailure("unreachable");
  }
}
