import {
  type Clock,
  type Engine,
  indexedDbSlots,
  type Limits,
  NotAPicture,
  openPicture,
  receiveCode,
  Scanner,
  type SeriesEngine,
  type SyncStatus,
  showTrust,
  TrustSync,
} from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { seriesEngine } from "@haetae/sdk/series";
import type { Deployment } from "../setup/link";
import type { Training } from "../training/specimens";
import type { DataStatus, NetworkStatus } from "../trust/health";
import type { Checker, CodeReader, ScreenTransfer } from "./checker";
import { firstSyncOf } from "./first-sync";

export type { Engine };

/** The database of the trust data in this browser. */
const DATABASE = "haetae-scanner-trust";
/** How long an update may take, in milliseconds. */
const UPDATE_TIMEOUT = 40_000;

/** The core with its decoder, in its own worker. */
export async function openEngine(): Promise<Engine> {
  return scanEngine();
}

/** Finds codes in pictures. It needs no roots. */
export function readerOf(engine: Engine): CodeReader {
  return {
    open: (file) =>
      openPicture(engine, file).catch((error: unknown) => {
        if (error instanceof NotAPicture) return { kind: error.kind ?? null };
        throw error;
      }),
    read: async (picture, effort) => (await engine.scan(picture, effort === "photo" ? "picture" : "frame")) ?? null,
  };
}

/** The scanner of a deployment: continues with the stored data, and keeps it up to date. No code is checked before its
 * policy is chosen. */
export async function openChecker(
  engine: Engine,
  { roots, origin }: Deployment,
  policy: string | null,
): Promise<Checker> {
  const scanner = await Scanner.open({ engine, roots });
  await choosePolicy(scanner, policy);
  const sync = new TrustSync({ scanner, base: `${origin}/v1/trust/`, storage: indexedDbSlots(DATABASE) });
  await sync.start();
  const limits = await engine.limits();
  const { transfer, close } = transferOf(scanner, sync);
  return {
    ...checkerOf(scanner, limits),
    transfer,
    firstSync: await firstSyncOf(sync, scanner.clock),
    trust: async () => {
      const status = await sync.status();
      return { ...stateOf(status.trust, limits), ...networkStatusOf(status) };
    },
    takeBundle: (bytes) => sync.takeBundle(bytes),
    update: () => fetchUpdate(sync),
    onChange: (changed) => {
      sync.addEventListener("change", changed);
      return () => sync.removeEventListener("change", changed);
    },
    close: () => {
      sync.stop();
      close();
    },
  };
}

/** A scanner for specimens: its own roots, data and time, and nothing is stored. */
export async function openTraining({ roots, bundle, now, codes }: Training): Promise<Checker> {
  const policyOf = new Map(codes.map(({ text, policy }) => [text, policy]));
  const clock: Clock = { now: () => now, monotonic: () => performance.now() };
  const scanner = await Scanner.open({ engine: await scanEngine(), roots, clock });
  await scanner.takeBundle(bundle);
  const limits = await scanner.engine.limits();
  return {
    ...checkerOf(scanner, limits),
    // A specimen may be shown repeatedly, as if it were new, and brings its policy.
    check: async (text) => {
      await scanner.forget();
      await choosePolicy(scanner, policyOf.get(text) ?? null);
      return scanner.check(text);
    },
    choosePolicy: async () => undefined,
    firstSync: () => null,
    trust: async () => ({
      ...stateOf(await scanner.trust(), limits),
      network: "unknown",
      answeredAt: undefined,
      refused: undefined,
      unsaved: false,
    }),
    takeBundle: (bytes) => scanner.takeBundle(bytes),
    transfer: null,
    update: async () => "no_answer",
    onChange: () => () => undefined,
    close: () => scanner.close(),
  };
}

function checkerOf(
  scanner: Scanner,
  limits: Limits,
): Pick<
  Checker,
  "limits" | "check" | "unreadable" | "requireChallenge" | "choosePolicy" | "policies" | "challenge" | "now"
> {
  return {
    limits,
    check: (text) => scanner.check(text),
    unreadable: () => scanner.engine.unreadable(),
    requireChallenge: (required) => scanner.requireChallenge(required),
    choosePolicy: (id) => choosePolicy(scanner, id),
    policies: () => scanner.policies(),
    challenge: async () => (await scanner.showChallenge()).code,
    now: () => scanner.clock.now(),
  };
}

const choosePolicy = (scanner: Scanner, id: string | null) => scanner.choosePolicy(id ?? undefined);

/** The engine for it opens when the first code is in view, in its own worker: no check waits for it. */
function transferOf(scanner: Scanner, sync: TrustSync): { transfer: ScreenTransfer; close: () => void } {
  let opened: Promise<SeriesEngine> | null = null;
  const withEngine = async <T>(work: (engine: SeriesEngine) => Promise<T>): Promise<T> => {
    opened ??= seriesEngine();
    const engine = await opened;
    try {
      return await work(engine);
    } catch (error) {
      // What could not be loaded now may be, the next time.
      engine.close();
      opened = null;
      throw error;
    }
  };
  return {
    transfer: {
      take: (text) => withEngine((engine) => receiveCode(engine, text, sync)),
      show: () => withEngine(async (engine) => (await showTrust(scanner, engine)) ?? null),
    },
    close: () => void opened?.then((engine) => engine.close()),
  };
}

/** What the SDK's sync adds to the core's state. */
type NetworkPart = Pick<DataStatus, "network" | "answeredAt" | "refused" | "unsaved">;
type CoreState = Awaited<ReturnType<Scanner["trust"]>>;

function stateOf(
  { trust_list, manifest, files, floor, median_ahead }: CoreState,
  limits: Limits,
): Omit<DataStatus, keyof NetworkPart> {
  const rules = files.find(({ name }) => name === "rules");
  return {
    keys: trust_list,
    rules: rules?.issued ? { issued: rules.issued } : null,
    lists: manifest,
    floor,
    ahead: median_ahead,
    suspectSeconds: limits.clock_warning_seconds,
  };
}

/** Outcomes of the wire format that are no problem. */
const ACCEPTED: ReadonlySet<string> = new Set(["taken", "unchanged"]);

function networkStatusOf({ online, foreign, answered, outcome, unsaved }: SyncStatus): NetworkPart {
  const network = online ? "service" : foreign ? "foreign" : online === false ? "no_answer" : "unknown";
  const refused = online && outcome !== undefined && !ACCEPTED.has(outcome) ? outcome : undefined;
  return { network, answeredAt: answered, refused, unsaved: unsaved !== undefined };
}

/** Looks for new data; returns who answered. */
async function fetchUpdate(sync: TrustSync): Promise<NetworkStatus> {
  const answer = new Promise<NetworkStatus>((resolve) => {
    const end = (network: NetworkStatus) => {
      sync.removeEventListener("fetched", report);
      clearTimeout(timer);
      resolve(network);
    };
    const report = async () => end(networkStatusOf(await sync.status()).network);
    sync.addEventListener("fetched", report);
    const timer = setTimeout(() => end("no_answer"), UPDATE_TIMEOUT);
  });
  await sync.refresh();
  return answer;
}
