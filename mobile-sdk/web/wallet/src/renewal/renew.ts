import type { Engine, PublicJwk } from "@haetae/sdk";
import { newKeyPair, publicJwk } from "../holder/keys.js";
import type { Client } from "../service/client.js";
import type { Database } from "../store/database.js";
import type { Holder, HolderKey } from "../store/model.js";

/** Somebody who vouches for a holder: the demo partner, or the app that this page is part of. */
export interface Partner {
  /** An assertion for the holder keys of this digest. */
  assertion(subject: string, keysDigest: string): Promise<string>;
}

export interface Renewing {
  database: Database;
  client: Client;
  engine: Pick<Engine, "holderKeysDigest">;
  partner: Partner;
}

/**
 * Asks for the passes of these days and keeps what comes. The keys are written down first, so that after a lost answer the same
 * request is made again and gets the same passes. Fails where the service or the partner does; then nothing has changed.
 */
export async function renew({ database, client, engine, partner }: Renewing, holder: Holder, days: readonly string[], now: number): Promise<Holder> {
  const keys = await keysFor(database, holder.id, days);
  const holderKeys: { day: string; jwk: PublicJwk }[] = [];
  for (const { day, pair } of keys) holderKeys.push({ day, jwk: await publicJwk(pair) });
  const digest = await engine.holderKeysDigest(holderKeys.map(({ jwk }) => jwk));
  const assertion = await partner.assertion(holder.subject, digest);
  const answer = await client.passes(assertion, holderKeys);
  const { trouble: _, ...untroubled } = holder;
  const renewed: Holder = { ...untroubled, refreshAfter: Date.parse(answer.refresh_after) / 1000 };
  await database.keep(renewed, answer.passes.map((pass) => ({ ...pass, holder: holder.id })), now);
  return renewed;
}

async function keysFor(database: Database, holder: string, days: readonly string[]): Promise<HolderKey[]> {
  const kept = await Promise.all(days.map((day) => database.key(holder, day)));
  const made: HolderKey[] = [];
  for (const [place, day] of days.entries()) {
    if (kept[place] === undefined) made.push({ holder, day, pair: await newKeyPair() });
  }
  await database.putKeys(made);
  return days.map((day, place) => kept[place] ?? made.find((key) => key.day === day)).filter((key) => key !== undefined);
}
