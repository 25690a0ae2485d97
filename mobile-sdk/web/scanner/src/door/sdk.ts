import { Scanner, TrustSync, indexedDbSlots, receiveCode, showTrust, type Clock, type Engine, type SeriesEngine } from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { seriesEngine } from "@haetae/sdk/series";
import type { Deployment } from "../setup/link";
import type { Training } from "../training/specimens";
import type { TrustState } from "../trust/health";
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
    trust: async () => {
      const { online, answered, trust } = await sync.status();
      return { ...stateOf(trust), online, answered };
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
    trust: async () => ({ ...stateOf(await scanner.trust()), online: undefined, answered: undefined }),
    takeBundle: (bytes) => scanner.takeBundle(bytes),
    screens: null,
    update: async () => false,
    onChange: () => () => undefined,
    close: () => scanner.close(),
  };
}

function checkerOf(scanner: Scanner): Pick<Checker, "check" | "unreadable" | "challenge" | "now"> {
  return {
    check: (text) => scanner.check(text),
    unreadable: () => scanner.engine.unreadable(),
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

function stateOf({ trust_list, manifest, files, floor, median_ahead }: CoreState): Omit<TrustState, "online" | "answered"> {
  const rules = files.find(({ name }) => name === "rules");
  return {
    keys: trust_list,
    rules: rules?.issued ? { issued: rules.issued } : null,
    lists: manifest,
    floor,
    ahead: median_ahead,
  };
}

/** Looks for news; whether somebody answered. */
async function news(sync: TrustSync): Promise<boolean> {
  const before = (await sync.status()).answered;
  const answer = new Promise<boolean>((resolve) => {
    const look = async () => {
      const { online, answered } = await sync.status();
      if (answered !== before) resolve(true);
      else if (online === false) resolve(false);
      else return;
      sync.removeEventListener("change", look);
    };
    sync.addEventListener("change", look);
    setTimeout(() => {
      sync.removeEventListener("change", look);
      resolve(false);
    }, PATIENCE);
  });
  await sync.refresh();
  return answer;
}
