import { NotAPicture, Scanner, TrustSync, indexedDbSlots, openPicture, receiveCode, showTrust, type Clock, type Engine, type SeriesEngine, type SyncStatus } from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { seriesEngine } from "@haetae/sdk/series";
import type { Deployment } from "../setup/link";
import type { Training } from "../training/specimens";
import type { Contact, TrustState } from "../trust/health";
import { arrivingOf } from "./arriving";
import type { Checker, Reader, Screens } from "./core";

export type { Engine };

/** Where the trust data is kept, in this browser. */
const DATABASE = "haetae-scanner-trust";
/** Whoever asks for news waits no longer than this, in milliseconds. */
const PATIENCE = 40_000;

/** The core with its decoder, in a worker of its own. */
export async function openEngine(): Promise<Engine> {
  return scanEngine();
}

/** What finds codes in pictures. It needs no roots. */
export function readerOf(engine: Engine): Reader {
  return {
    open: (file) =>
      openPicture(engine, file).catch((error: unknown) => {
        if (error instanceof NotAPicture) return { kind: error.kind ?? null };
        throw error;
      }),
    read: async (picture, effort) => (await engine.scan(picture, effort === "photo" ? "picture" : "frame")) ?? null,
  };
}

/** The scanner of a deployment: goes on from what was kept, and keeps itself up to date. */
export async function openChecker(engine: Engine, { roots, origin }: Deployment): Promise<Checker> {
  const scanner = await Scanner.open({ engine, roots });
  const sync = new TrustSync({ scanner, base: `${origin}/v1/trust/`, storage: indexedDbSlots(DATABASE) });
  await sync.start();
  const { screens, close } = screensOf(scanner, sync);
  return {
    ...checkerOf(scanner),
    screens,
    arriving: await arrivingOf(sync, scanner.clock),
    trust: async () => {
      const status = await sync.status();
      return { ...stateOf(status.trust), ...contactOf(status) };
    },
    takeBundle: (bytes) => sync.takeBundle(bytes),
    update: () => news(sync),
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

/** A scanner of specimens: roots, data and time of their own, and nothing that is kept. */
export async function openTraining({ roots, bundle, now }: Training): Promise<Checker> {
  const clock: Clock = { now: () => now, monotonic: () => performance.now() };
  const scanner = await Scanner.open({ engine: await scanEngine(), roots, clock });
  await scanner.takeBundle(bundle);
  return {
    ...checkerOf(scanner),
    // A specimen is shown again and again, and is as new each time.
    check: async (text) => {
      await scanner.forget();
      return scanner.check(text);
    },
    arriving: () => null,
    trust: async () => ({ ...stateOf(await scanner.trust()), contact: "unknown", answered: undefined, refused: undefined, unwritten: false }),
    takeBundle: (bytes) => scanner.takeBundle(bytes),
    screens: null,
    update: async () => "nobody",
    onChange: () => () => undefined,
    close: () => scanner.close(),
  };
}

function checkerOf(scanner: Scanner): Pick<Checker, "check" | "unreadable" | "requireChallenge" | "challenge" | "now"> {
  return {
    check: (text) => scanner.check(text),
    unreadable: () => scanner.engine.unreadable(),
    requireChallenge: (required) => scanner.requireChallenge(required),
    challenge: async () => (await scanner.showChallenge()).code,
    now: () => scanner.clock.now(),
  };
}

/** The engine for it is opened when the first code is in view, in a worker of its own: no check waits for it. */
function screensOf(scanner: Scanner, sync: TrustSync): { screens: Screens; close: () => void } {
  let opened: Promise<SeriesEngine> | null = null;
  const withEngine = async <T>(work: (engine: SeriesEngine) => Promise<T>): Promise<T> => {
    const engine = await (opened ??= seriesEngine());
    try {
      return await work(engine);
    } catch (error) {
      // One that could not be loaded may be, the next time.
      engine.close();
      opened = null;
      throw error;
    }
  };
  return {
    screens: {
      take: (text) => withEngine((engine) => receiveCode(engine, text, sync)),
      show: () => withEngine(async (engine) => (await showTrust(scanner, engine)) ?? null),
    },
    close: () => void opened?.then((engine) => engine.close()),
  };
}

type CoreState = Awaited<ReturnType<Scanner["trust"]>>;

function stateOf({ trust_list, manifest, files, floor, median_ahead }: CoreState): Omit<TrustState, "contact" | "answered" | "refused" | "unwritten"> {
  const rules = files.find(({ name }) => name === "rules");
  return {
    keys: trust_list,
    rules: rules?.issued ? { issued: rules.issued } : null,
    lists: manifest,
    floor,
    ahead: median_ahead,
  };
}

/** Words of the wire format that say that all is well. */
const GOOD: ReadonlySet<string> = new Set(["taken", "unchanged"]);

function contactOf({ online, foreign, answered, outcome, unwritten }: SyncStatus): Pick<TrustState, "contact" | "answered" | "refused" | "unwritten"> {
  const contact = online ? "service" : foreign ? "foreign" : online === false ? "nobody" : "unknown";
  const refused = online && outcome !== undefined && !GOOD.has(outcome) ? outcome : undefined;
  return { contact, answered, refused, unwritten: unwritten !== undefined };
}

/** Looks for news; who answered. */
async function news(sync: TrustSync): Promise<Contact> {
  const answer = new Promise<Contact>((resolve) => {
    const end = (contact: Contact) => {
      sync.removeEventListener("reached", look);
      clearTimeout(timer);
      resolve(contact);
    };
    const look = async () => end(contactOf(await sync.status()).contact);
    sync.addEventListener("reached", look);
    const timer = setTimeout(() => end("nobody"), PATIENCE);
  });
  await sync.refresh();
  return answer;
}
