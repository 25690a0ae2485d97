import type { Evidence, PassesAnswer, PassesRequest, RootSet } from "@haetae/sdk";
import { ServiceProblem, troubleOf } from "./problem.js";
import { retryAfterOf } from "./retry.js";

/** What the operator says beside the page. */
export interface Deployment {
  roots: RootSet;
  origin: string;
  zone: string;
  demo_sign_in: boolean;
}

/** A synthetic citizen of the demo sign-in. */
export interface Citizen {
  subject: string;
  name: string;
  evidence: Evidence[];
}

/** The service, as this page was served by it. */
export class Client {
  constructor(
    private readonly base: URL,
    private readonly fetcher: typeof fetch = (...request) => fetch(...request),
  ) {}

  async deployment(): Promise<Deployment> {
    return (await this.ask("wallet/deployment.json", {})).json() as Promise<Deployment>;
  }

  /**
   * Passes for these keys. The answer may hold fewer than keys. The place in a waiting room will go along here, as `ticket`, where
   * the service asks for one.
   */
  async passes(assertion: string, body: PassesRequest): Promise<PassesAnswer> {
    const headers = { "content-type": "application/json", authorization: `Bearer ${assertion}` };
    const response = await this.ask("v1/passes", { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as PassesAnswer;
  }

  /** Asks for nothing but the service's time (RFC 3339), so that a clock that is off is known before a code is shown. */
  async time(): Promise<string> {
    const told = Date.parse((await this.ask("healthz", {})).headers.get("date") ?? "");
    if (Number.isNaN(told)) throw new ServiceProblem("no_time", undefined, undefined);
    // A date of whole seconds is half a second late on average.
    return new Date(told + 500).toISOString();
  }

  /** Synthetic citizens, where the operator turned the demo on. */
  async citizens(search: string): Promise<Citizen[]> {
    const answer = await (await this.ask(`demo/citizens?search=${encodeURIComponent(search)}`, {})).json();
    return (answer as { citizens: Citizen[] }).citizens;
  }

  /** The demo partner's word for a synthetic citizen and the keys of this digest. */
  async assertion(subject: string, keys: string): Promise<string> {
    const headers = { "content-type": "application/json" };
    const response = await this.ask("demo/assertion", { method: "POST", headers, body: JSON.stringify({ subject, keys }) });
    return ((await response.json()) as { assertion: string }).assertion;
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(20_000);
      response = await this.fetcher(new URL(path, this.base), { cache: "no-store", credentials: "omit", signal, ...init });
    } catch {
      throw new ServiceProblem("unreachable", undefined, undefined);
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { code?: unknown };
    const code = typeof problem.code === "string" ? problem.code : `status_${response.status}`;
    throw new ServiceProblem(code, retryAfterOf(response.headers.get("retry-after"), Date.now() / 1000), troubleOf(code));
  }
}
