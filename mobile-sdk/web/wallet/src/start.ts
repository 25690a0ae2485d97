import { checkEngine } from "@haetae/sdk/check";
import { WalletClock } from "./clock/clock.js";
import { Client } from "./service/client.js";
import { Database } from "./store/database.js";
import type { App } from "./view/app-parts.js";
import { Wallet } from "./wallet.js";

/** How far the phone's clock was ahead, in milliseconds, as it is remembered from one start to the next. */
const AHEAD_BY = "clock-ahead-by";
/** So often it is looked whether something is due, in milliseconds. */
const TICK = 15_000;

/** Opens what this phone keeps, and goes on with what is due. Fails where the page was never opened with a network. */
export async function start(): Promise<App> {
  const database = await Database.open();
  const clock = new WalletClock(undefined, (await database.setting<number>(AHEAD_BY)) ?? 0);
  const client = new Client(new URL("../", document.baseURI), (server, roundTrip) => {
    clock.learn(server, roundTrip);
    void database.putSetting(AHEAD_BY, clock.read().aheadBy * 1000);
  });
  const [engine, deployment] = await Promise.all([checkEngine(), client.deployment()]);
  const persisted = (await navigator.storage?.persisted?.()) ?? false;
  const wallet = await Wallet.open({ database, client, engine, clock, deployment, partner: client });
  const tick = () => void wallet.tick();
  tick();
  setInterval(tick, TICK);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tick());
  addEventListener("online", tick);
  return { wallet, database, client, engine, clock, deployment, persisted };
}

/** Asks the browser to keep what is stored. It may say no, or ask its owner: so after something was done that is worth keeping. */
export async function askToKeep(): Promise<boolean> {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}
