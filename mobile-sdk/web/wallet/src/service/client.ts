import {
  type Evidence,
  joinQueue,
  type PassesAnswer,
  type PassesRequest,
  type QueueNotice,
  QueueProblem,
  type QueueTicket,
  readQueue,
} from "@haetae/sdk";
import { type Deployment, readDeployment } from "./deployment.js";
import { type ProblemDocument, readEligibility } from "./eligibility.js";
import { ServiceProblem, troubleOf } from "./problem.js";
import { retryAfterOf } from "./retry-after.js";

/** A synthetic citizen of the demo sign-in. */
export interface Citizen {
  subject: string;
  name: string;
  evidence: Evidence[];
}

/** The service asks for time: too many requests, or it cannot answer now. */
const ASKS_FOR_TIME = [429, 503];
/** A network that wants its user to sign in first (RFC 6585). */
const SIGN_IN_TO_NETWORK = 511;

/** The service, as this page was served by it. */
export class Client {
  constructor(
    private readonly base: URL,
    private readonly fetcher: typeof fetch = (...request) => fetch(...request),
    private readonly hasNetwork: () => boolean = () => navigator.onLine,
  ) {}

  async deployment(): Promise<Deployment> {
    return readJson(await this.ask("wallet/deployment.json", {}), readDeployment);
  }

  /** Passes for these keys. The answer may hold fewer than keys. */
  async passes(assertion: string, body: PassesRequest): Promise<PassesAnswer> {
    const headers = { "content-type": "application/json", authorization: `Bearer ${assertion}` };
    const response = await this.ask("v1/passes", { method: "POST", headers, body: JSON.stringify(body) });
    return readJson<PassesAnswer>(response, (value) => {
      const answer = value as PassesAnswer;
      const isWhole =
        Array.isArray(answer.passes) &&
        typeof answer.refresh_after === "string" &&
        typeof answer.server_time === "string";
      return isWhole ? answer : undefined;
    });
  }

  /** How far the waiting room has come. */
  queue(): Promise<QueueNotice> {
    return this.queueing(readQueue(this.base, { fetch: this.fetcher }));
  }

  /** Joins the waiting room of this number, with the holder keys of this digest. */
  join(room: number, keys: string): Promise<QueueTicket> {
    return this.queueing(joinQueue(this.base, room, keys, { fetch: this.fetcher }));
  }

  /** Asks only for the service's time (RFC 3339), so that a wrong clock is known before a code is shown. */
  async time(): Promise<string> {
    const response = await this.ask("healthz", {});
    await readJson(response, (value) => ((value as { status?: unknown }).status === "alive" ? value : undefined));
    const date = Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(date)) throw new ServiceProblem("no_time", "failed");
    // A date of whole seconds is half a second late on average.
    return new Date(date + 500).toISOString();
  }

  /** Synthetic citizens, where the operator turned the demo on. */
  async citizens(search: string): Promise<Citizen[]> {
    const response = await this.ask(`demo/citizens?search=${encodeURIComponent(search)}`, {});
    return readJson(response, (value) => {
      const { citizens } = value as { citizens?: Citizen[] };
      return Array.isArray(citizens) ? citizens : undefined;
    });
  }

  /** The demo partner's assertion for a synthetic citizen and the keys of this digest. */
  async assertion(subject: string, keys: string): Promise<string> {
    const headers = { "content-type": "application/json" };
    const response = await this.ask("demo/assertion", {
      method: "POST",
      headers,
      body: JSON.stringify({ subject, keys }),
    });
    return readJson(response, (value) => {
      const { assertion } = value as { assertion?: unknown };
      return typeof assertion === "string" ? assertion : undefined;
    });
  }

  /** What the SDK says of the waiting room, as a problem like all others. */
  private async queueing<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof QueueProblem)) throw error;
      const { code, retryAfter } = error;
      if (code === "unreachable") throw this.noAnswer();
      if (code === "foreign") throw new ServiceProblem("portal", "portal");
      throw new ServiceProblem(code, retryAfter === undefined ? "failed" : "busy", { retryAfter });
    }
  }

  private noAnswer(): ServiceProblem {
    return this.hasNetwork()
      ? new ServiceProblem("unreachable", "unreachable")
      : new ServiceProblem("offline", "offline");
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(20_000);
      // The service never redirects: a redirect comes from something in between.
      const how: RequestInit = { cache: "no-store", credentials: "omit", redirect: "manual", signal };
      response = await this.fetcher(new URL(path, this.base), { ...how, ...init });
    } catch {
      throw this.noAnswer();
    }
    if (response.ok) return response;
    const isElsewhere = response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
    if (isElsewhere || response.status === SIGN_IN_TO_NETWORK) throw new ServiceProblem("portal", "portal");
    const problem = (await response.json().catch(() => ({}))) as ProblemDocument;
    const code = typeof problem.code === "string" ? problem.code : `status_${response.status}`;
    const retryAfter = retryAfterOf(response.headers.get("retry-after"), Date.now() / 1000);
    const reason = ASKS_FOR_TIME.includes(response.status) && retryAfter !== undefined ? "busy" : "failed";
    const [trouble, eligibility] = [troubleOf(code), readEligibility(problem)];
    throw new ServiceProblem(code, reason, { retryAfter, trouble, eligibility });
  }
}

/** The JSON of a good answer. No JSON, or JSON of another form, did not come from the service. */
async function readJson<T>(response: Response, form: (value: object) => T | undefined): Promise<T> {
  const value: unknown = await response.json().catch(() => undefined);
  const found = typeof value === "object" && value !== null ? form(value) : undefined;
  if (found === undefined) throw new ServiceProblem("portal", "portal");
  return found;
}
