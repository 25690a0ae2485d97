import { RequestTimer, Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import type { Install } from "./install/install.js";
import { Papers } from "./papers/papers.js";
import { openPaperStore } from "./papers/store.js";
import { PersonStore } from "./profiles/person.js";
import { Profiles } from "./profiles/profiles.js";
import { saveCount, savedCount } from "./profiles/saved-count.js";
import { browserTabLock } from "./profiles/tab-lock.js";
import { Client } from "./service/client.js";
import { Operator } from "./service/operator.js";
import { TrustData } from "./trust/trust-data.js";
import type { WalletApp } from "./view/app.js";

/** How often the wallet checks whether something is due, in milliseconds. */
const TICK = 5_000;

/** This browser does not allow storage. */
export class NoStorage extends Error {}

/**
 * Opens the stored data, and does what is due. It does not wait for the network: the passes are there whatever it
 * answers. Fails with `NoStorage` if the browser has none, and if a part of the page itself is missing.
 */
export async function start(install: Install): Promise<WalletApp> {
  const base = new URL("../", document.baseURI);
  const client = new Client(base);
  const [engine, people, store] = await Promise.all([
    presentEngine(),
    stored(PersonStore.open()),
    stored(openPaperStore()),
  ]);
  const operator = new Operator({ client, timer: new RequestTimer(engine) });
  const limits = await engine.limits();
  const wallet = await stored(Wallet.open({ engine }));
  const zone = () => operator.deployment?.zone;
  const profiles = await stored(
    Profiles.open({ wallet, engine, people, client, zone, partner: client, tabLock: browserTabLock() }),
  );
  const now = () => wallet.clock.now();
  const papers = await stored(Papers.open({ store, engine, now, tabLock: browserTabLock("haetae-wallet-papers") }));

  const trustData = new TrustData({
    engine,
    clock: wallet.clock,
    maxDays: limits.max_paper_days,
    base: new URL("v1/trust/", base),
  });
  const keepTrustCurrent = () =>
    void trustData.keepCurrent(operator.deployment?.roots, papers.earliestDay).catch(console.error);
  trustData.addEventListener("taken", () => {
    profiles.trustUpdated();
    void papers.refresh();
  });
  operator.addEventListener("change", keepTrustCurrent);
  papers.addEventListener("change", keepTrustCurrent);
  keepTrustCurrent();

  const count = () => profiles.all.length + papers.all.length;
  const lost = count() === 0 && savedCount() > 0;
  // A loss is reported until there is a pass again.
  const remember = () => void ((!lost || count() > 0) && saveCount(count()));
  for (const kept of [profiles, papers]) kept.addEventListener("change", remember);
  remember();

  const tick = () => {
    void operator.learn();
    void profiles.tick();
    void papers.tick();
  };
  tick();
  setInterval(tick, TICK);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tick());
  addEventListener("online", () => {
    void operator.learn(true).then(() => profiles.networkBack());
    void trustData.refresh();
  });
  const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  return { wallet, profiles, papers, client, engine, limits, operator, install, persisted, lost };
}

/**
 * Asks the browser to keep the stored data. It may refuse, or ask the owner: so this comes after there is something
 * worth keeping.
 */
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
