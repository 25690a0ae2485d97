import { Scanner } from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import type { TrustState } from "../trust/health";
import type { Deployment } from "../setup/link";
import type { Training } from "../training/specimens";
import type { Checker, Reader } from "./core";
export type Engine = Awaited<ReturnType<typeof scanEngine>>;

export async function openEngine() { return scanEngine(); }
export function readerOf(engine: Engine): Reader {
  return { read: async (picture, effort) => (await engine.scan(picture, effort === "photo" ? "picture" : "frame")) ?? null };
}
function checkerOf(scanner: Scanner): Checker {
  return {
    check: (text) => scanner.check(text),
    unreadable: () => scanner.engine.unreadable(),
    trust: async () => { const s = await scanner.trust(); return { keys: s.trust_list, rules: null, lists: s.manifest, floor: s.floor, ahead: s.median_ahead } as TrustState; },
    takeBundle: (b) => scanner.takeBundle(b),
    update: async () => false,
    challenge: async () => { const { code } = await scanner.showChallenge(); return { width: code.width, dark: code.modules }; },
    now: () => scanner.clock.now(),
  };
}
export async function openChecker(engine: Engine, deployment: Deployment): Promise<Checker> {
  return checkerOf(await Scanner.open({ engine, roots: deployment.roots }));
}
export async function openTraining(training: Training): Promise<Checker> {
  const s = await Scanner.open({ engine: await scanEngine(), roots: training.roots, clock: { now: () => training.now, monotonic: () => performance.now() } });
  await s.takeBundle(training.bundle);
  return checkerOf(s);
}
