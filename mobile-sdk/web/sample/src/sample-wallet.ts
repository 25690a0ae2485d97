import {
  type Clock,
  type Engine,
  type Random,
  RequestTimer,
  type RootSet,
  Scanner,
  systemClock,
  systemRandom,
  type Verdict,
  Wallet,
} from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { type Decision, type Service, ServiceFailure } from "./service.js";
import type { Memo, SampleStorage } from "./storage.js";

/** The one person of a sample. */
const OWNER = "owner";

/** How often it looks for new scanners' data, in seconds, and for which days. */
const TRUST = { refreshSeconds: 86_400, daysBack: 1, daysAhead: 0, daysInReserve: 0 };

/** The parts of a sample wallet. */
export interface SampleOptions {
  service: Service;
  /** The issuer's public roots, pinned: part of the app, never taken from an answer. */
  roots: RootSet;
  /** The zone of the issuer's days. */
  zone: string;
  /** The person, as the partner calls them. */
  subject: string;
  storage: SampleStorage;
  clock?: Clock;
  /** Spreads what many phones do. */
  random?: Random;
}

/** What a person sees. */
export interface Screen {
  /** The live code; `undefined` if there is none. */
  code: string | undefined;
  /** What the person should know: a technical failure, or what the issuer said. `undefined`: nothing. */
  notice: { kind: "technical" | "decision"; text: string } | undefined;
}

const DECISIONS: Record<Decision, string> = {
  revoked: "The issuer has withdrawn your passes. Please ask the issuer.",
  unknown_subject: "The issuer has no record of you. Please ask the issuer.",
  no_evidence: "The issuer has no evidence for a pass yet. It may arrive later.",
  not_eligible: "By the issuer's rules you cannot get a pass at present. Please ask the issuer.",
  not_yet_eligible: "By the issuer's rules you cannot get a pass yet. Please ask the issuer from when on.",
  sign_in_too_old: "Please sign in again.",
  fresh_sign_in_needed: "Your passes are on another phone. Please sign in again.",
};

/** A wallet for one person, in Node: fetches passes in time, shows them, and checks them against scanners' data. */
export class SampleWallet {
  #failed: ServiceFailure | undefined;

  private constructor(
    private readonly options: SampleOptions,
    private readonly engine: Engine,
    private readonly wallet: Wallet,
    private readonly scanner: Scanner,
    /** When the service may be asked for anything, and when again for a person about whom the issuer has decided. */
    private readonly timers: { service: RequestTimer; person: RequestTimer },
  ) {}

  /** Opens what is in storage. It needs no network. */
  static async open(options: SampleOptions): Promise<SampleWallet> {
    const { storage, roots, clock = systemClock, random = systemRandom } = options;
    const engine = await presentEngine();
    const wallet = await Wallet.open({ engine, storage: storage.wallet, clock, makeKey: storage.makeKey, random });
    const scanner = await Scanner.open({ engine, roots, settings: TRUST, clock: wallet.clock, random });
    const memo = await storage.memo();
    const timers = {
      service: new RequestTimer(engine, memo.service, random),
      person: new RequestTimer(engine, memo.person, random),
    };
    await wallet.putHolder(OWNER, "");
    return new SampleWallet(options, engine, wallet, scanner, timers);
  }

  /** Does what is due: call it each minute or so, and when the app is opened. */
  async tick(): Promise<void> {
    await this.#updateTrust();
    await this.#renew();
  }

  /** What the person sees now. */
  async screen(): Promise<Screen> {
    const { decision } = await this.options.storage.memo();
    const { text } = await this.wallet.present(OWNER);
    if (decision !== undefined)
      return { code: text, notice: { kind: "decision", text: DECISIONS[decision as Decision] } };
    if (this.#failed === undefined) return { code: text, notice: undefined };
    const kept = text === undefined ? "There is no pass on this device yet." : "Your code works without the service.";
    const words = `The service cannot be used at the moment. Nothing is wrong with your records. ${kept}`;
    return { code: text, notice: { kind: "technical", text: words } };
  }

  /** The verdict that a scanner with this wallet's data gives on a code. */
  check(code: string): Promise<Verdict> {
    return this.scanner.check(code);
  }

  /** Fetches passes for the days that need one. */
  async #renew(): Promise<void> {
    const { service, subject, zone } = this.options;
    const { wallet, timers } = this;
    const now = () => wallet.clock.now();
    const { days, urgent } = await wallet.due(OWNER, dayOf(now(), zone));
    if (days.length === 0 || now() < (await timers.person.next(now())) || !(await this.#mayAsk())) return;
    const { body, digest } = await wallet.prepareRequest(OWNER, days);
    await this.#ask(urgent, async () => {
      await wallet.storeAnswer(OWNER, await service.passes(await service.assertion(subject, digest), body));
      await wallet.discardExpired(OWNER);
      await wallet.renewal(OWNER);
      await timers.person.note({ what: "answered" }, now());
      await this.#keep({ decision: undefined });
    });
  }

  /** Fetches what scanners know, once a day, and holds the passes against it. */
  async #updateTrust(): Promise<void> {
    const { engine, wallet } = this;
    const now = () => wallet.clock.now();
    for (let next = await engine.next(now()); next.do !== "wait"; next = await engine.next(now())) {
      if (!(await this.#mayAsk())) return;
      const sha256 = next.do === "fetch_file" ? next.sha256 : undefined;
      let isJudged = false;
      const isAnswered = await this.#ask(false, async () => {
        const { bytes, time } = await this.options.service.file(sha256 === undefined ? "manifest" : `files/${sha256}`);
        // Once a day, with the manifest: a clock that is wrong is known before a code is shown.
        if (sha256 === undefined && time !== undefined) await wallet.learnTime(time);
        const outcome =
          sha256 === undefined
            ? await engine.manifestArrived(bytes, now())
            : await engine.fileArrived(sha256, bytes, now());
        isJudged = true;
        if (outcome === "taken") await wallet.renewal(OWNER);
        // What scanners refuse is no good answer: a mirror that is behind, or lies, is not asked again and again.
        else if (outcome !== undefined && outcome !== "unchanged") throw new ServiceFailure("unusable");
      });
      if (!isAnswered && !isJudged) await engine.failed(sha256, now());
    }
  }

  async #mayAsk(): Promise<boolean> {
    const now = this.wallet.clock.now();
    return now >= (await this.timers.service.next(now));
  }

  /** Asks the service for something, and notes what came of it. Returns whether there was a good answer. */
  async #ask(urgent: boolean, work: () => Promise<void>): Promise<boolean> {
    const { service, person } = this.timers;
    const now = () => this.wallet.clock.now();
    await service.note({ what: "sent" }, now());
    await this.#keep({});
    try {
      await work();
      await service.note({ what: "answered" }, now());
      this.#failed = undefined;
      return true;
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error;
      const { decision, retryAfter } = error;
      if (decision === undefined) {
        this.#failed = error;
        await service.note({ what: "failed", retryAfter, urgent }, now());
      } else {
        // The service is well: this is about the person.
        await service.note({ what: "answered" }, now());
        await person.note({ what: "refused" }, now());
        await this.#keep({ decision });
      }
      return false;
    } finally {
      await this.#keep({});
    }
  }

  async #keep(change: Memo | { decision: undefined }): Promise<void> {
    const { decision } = { ...(await this.options.storage.memo()), ...change };
    const [service, person] = [this.timers.service.text, this.timers.person.text];
    await this.options.storage.putMemo({
      ...(service !== undefined && { service }),
      ...(person !== undefined && { person }),
      ...(decision !== undefined && { decision }),
    });
  }
}

/** The civil day of a time in a zone, `YYYY-MM-DD`. */
function dayOf(now: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(now * 1000));
}
