import type { Engine, IssuedPass, RootSet, SyncSettings } from "@haetae/sdk";
import type { Client } from "../service/client.js";
import { DAYS_KEPT } from "./days.js";

/** A pass of this phone, and whose it is. */
export type OwnPass = IssuedPass & { holder: string };

/** More steps than any synchronisation takes. */
const MOST_STEPS = 200;

/** Status lists of the days of this phone's own passes: tomorrow's begin today, and days of status lists are days of UTC. */
const OWN_DAYS: SyncSettings = { refreshSeconds: 86_400, daysBack: 1, daysAhead: DAYS_KEPT, daysInReserve: 0 };

/** What a door says to a pass whose live code is not shown: nothing speaks against the pass itself. */
const GOOD = "holder_proof_missing";
/** What a door says to passes that must be replaced. */
const SPOILT: readonly string[] = ["key_withdrawn", "key_not_valid_then", "key_not_allowed", "bad_signature", "unknown_key", "revoked"];

type TrustEngine = Pick<Engine, "open" | "next" | "manifestArrived" | "fileArrived" | "failed" | "check" | "forget">;

/**
 * Reads what doors read, and tells which of this phone's passes they do not take any more: of a withdrawn key, or revoked. It asks
 * for the same public files as every scanner, so nobody learns whose passes they are. Fails where there is no network.
 */
export async function spoiltPasses(
  engine: TrustEngine,
  client: Pick<Client, "manifest" | "trustFile">,
  roots: RootSet,
  passes: readonly OwnPass[],
  now: number,
): Promise<OwnPass[]> {
  await engine.open(roots, BigInt(Math.floor(now)), OWN_DAYS);
  await synchronise(engine, client, now);
  const spoilt: OwnPass[] = [];
  for (const pass of passes) {
    // Tomorrow's pass is looked at as it will be tomorrow.
    const verdict = await engine.check(pass.qr, Math.max(now, Date.parse(pass.not_before) / 1000));
    if (verdict.code !== GOOD && SPOILT.includes(verdict.code)) spoilt.push(pass);
  }
  await engine.forget();
  return spoilt;
}

async function synchronise(engine: TrustEngine, client: Pick<Client, "manifest" | "trustFile">, now: number): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = await engine.next(now);
    if (next.do === "wait") return;
    if (next.do === "fetch_manifest") await engine.manifestArrived(await client.manifest(), now);
    else await engine.fileArrived(next.sha256, await client.trustFile(next.sha256), now);
  }
}
