import { systemClock, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { Household } from "./household/household.js";
import { People } from "./household/person.js";
import { rememberCount, rememberedCount } from "./household/remembered.js";
import { browserTabs } from "./household/tabs.js";
import type { Install } from "./install/install.js";
import { Papers } from "./papers/papers.js";
import { openShelf } from "./papers/shelf.js";
import { Client } from "./service/client.js";
import { Operator } from "./service/operator.js";
import { DoorData } from "./trust/door-data.js";
import type { App } from "./view/app-parts.js";

/** So often it is looked whether something is due, in milliseconds. */
const TICK = 5_000;

/** This browser does not let the wallet keep anything. */
export class NoStorage extends Error {}

/**
 * Opens what this phone keeps, and goes on with what is due. Asks nobody first: whatever the network answers, the passes are there.
 * Fails with `NoStorage` where the browser has none, and where a part of the page itself is missing.
 */
export async function start(install: Install): Promise<App> {
  const base = new URL("../", document.baseURI);
  const client = new Client(base);
  const operator = new Operator({ client });
  const [engine, people, shelf] = await Promise.all([presentEngine(), stored(People.open()), stored(openShelf())]);
  const wallet = await stored(Wallet.open({ engine }));
  const zone = () => operator.deployment?.zone;
  const household = await stored(Household.open({ wallet, people, client, zone, partner: client, tabs: browserTabs() }));
  const now = () => wallet.time().now;
  const papers = await stored(Papers.open({ shelf, engine, now, tabs: browserTabs("haetae-wallet-papers") }));

  const doors = new DoorData({ engine, clock: { now, monotonic: systemClock.monotonic }, base: new URL("v1/trust/", base) });
  const needDoors = () => void doors.need(operator.deployment?.roots, papers.earliestDay).catch(console.error);
  doors.addEventListener("taken", () => {
    household.trustTaken();
    void papers.look();
  });
  operator.addEventListener("change", needDoors);
  papers.addEventListener("change", needDoors);
  needDoors();

  const count = () => household.all.length + papers.all.length;
  const lost = count() === 0 && rememberedCount() > 0;
  // A loss is said until there is something again.
  const remember = () => void ((!lost || count() > 0) && rememberCount(count()));
  for (const kept of [household, papers]) kept.addEventListener("change", remember);
  remember();

  const tick = () => {
    void operator.learn();
    void household.tick();
    void papers.tick();
  };
  tick();
  setInterval(tick, TICK);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tick());
  addEventListener("online", () => {
    void operator.learn(true).then(() => household.networkBack());
    void doors.refresh();
  });
  const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  return { wallet, household, papers, client, engine, operator, install, persisted, lost };
}

/** Asks the browser to keep what is stored. It may say no, or ask its owner: so after something was done that is worth keeping. */
export async function askToKeep(): Promise<boolean> {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}

async function stored<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    throw new NoStorage("the browser opens no storage", { cause: error });
  }
}
