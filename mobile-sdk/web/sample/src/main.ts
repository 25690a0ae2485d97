import { readFile } from "node:fs/promises";
import type { RootSet } from "@haetae/sdk";
import { SampleWallet } from "./sample-wallet.js";
import { Service } from "./service.js";
import { fileStorage } from "./storage.js";

/** How often it looks whether something is due, in milliseconds. */
const TICK = 5_000;

const [address, roots, subject, file] = process.argv.slice(2);
if (address === undefined || roots === undefined || subject === undefined || file === undefined) {
  console.error("usage: node dist/main.js ADDRESS ROOTS.JSON SUBJECT FILE");
  process.exit(2);
}
const wallet = await SampleWallet.open({
  service: new Service(address),
  roots: JSON.parse(await readFile(roots, "utf8")) as RootSet,
  zone: "Asia/Seoul",
  subject,
  storage: await fileStorage(file),
});

async function look(): Promise<void> {
  await wallet.tick();
  const { code, notice } = await wallet.screen();
  const verdict = code === undefined ? undefined : await wallet.check(code);
  console.log(JSON.stringify({ code, verdict: verdict?.code, notice: notice?.text }));
  setTimeout(() => void look(), TICK);
}
await look();
