import { browserTabs as trustTabs, indexedDbSlots, Scanner, type SyncSettings, systemClock, TrustSync, Wallet } from "@haetae/sdk";
import { checkEngine } from "@haetae/sdk/check";
import { Household } from "./household/household.js";
import { People } from "./household/person.js";
import { browserTabs } from "./household/tabs.js";
import { Client } from "./service/client.js";
import type { App } from "./view/app-parts.js";

/** So often it is looked whether something is due, in milliseconds. */
const TICK = 5_000;

/** Where what doors read is kept, and how tabs find each other about it. */
const TRUST = "haetae-wallet-trust";
/**
 * What doors read is read when the page is opened and once a day. Everybody reads the same files, so nobody learns whose passes
 * they are for. A revocation is in the lists of all days: those of the passes in use say it, and a nation's lists are large.
 */
const OWN_DAYS: SyncSettings = { refreshSeconds: 86_400, daysBack: 1, daysAhead: 0, daysInReserve: 0 };

/** Opens what this phone keeps, and goes on with what is due. Fails where the page was never opened with a network. */
export async function start(): Promise<App> {
  const base = new URL("../", document.baseURI);
  const client = new Client(base);
  const [engine, deployment, people] = await Promise.all([checkEngine(), client.deployment(), People.open()]);
  const wallet = await Wallet.open({ engine });
  const household = await Household.open({ wallet, people, client, deployment, partner: client, tabs: browserTabs() });
  const clock = { now: () => wallet.time().now, monotonic: systemClock.monotonic };
  const scanner = await Scanner.open({ engine, roots: deployment.roots, settings: OWN_DAYS, clock });
  const trust = new TrustSync({ scanner, base: new URL("v1/trust/", base), storage: indexedDbSlots(TRUST), tabs: trustTabs(TRUST) });
  trust.addEventListener("taken", () => household.trustTaken());
  await trust.start();
  const tick = () => void household.tick();
  tick();
  setInterval(tick, TICK);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tick());
  addEventListener("online", tick);
  const persisted = (await navigator.storage?.persisted?.()) ?? false;
  return { wallet, household, client, engine, deployment, persisted };
}

/** Asks the browser to keep what is stored. It may say no, or ask its owner: so after something was done that is worth keeping. */
export async function askToKeep(): Promise<boolean> {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}
