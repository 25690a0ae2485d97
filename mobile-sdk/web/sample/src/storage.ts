import { readFile, rename, writeFile } from "node:fs/promises";
import { type HolderKey, memoryWallet, type Strip, type WalletStorage } from "@haetae/sdk";

/** What the sample remembers beside the SDK's data. */
export interface Memo {
  /** The timers of requests, as text: of the service, and of the person. */
  service?: string;
  person?: string;
  /** What the issuer said about the person. */
  decision?: string;
}

/** Where a sample wallet keeps everything. */
export interface SampleStorage {
  wallet: WalletStorage;
  memo(): Promise<Memo>;
  putMemo(memo: Memo): Promise<void>;
  makeKey(): Promise<HolderKey>;
}

/** Storage that lasts as long as the program. */
export function memoryStorage(): SampleStorage {
  let kept: Memo = {};
  return {
    wallet: memoryWallet(),
    memo: async () => kept,
    putMemo: async (memo) => {
      kept = memo;
    },
    makeKey,
  };
}

/** What a file holds. */
interface Content {
  memo: Memo;
  holders: Awaited<ReturnType<WalletStorage["holders"]>>;
  contact: Awaited<ReturnType<WalletStorage["contact"]>>;
  strips: (Omit<Strip, "key"> & { privateJwk: JsonWebKey })[];
}

/**
 * Storage in one file, which only its owner can read. A sample keeps private keys there; an app keeps them in the
 * phone's secure hardware.
 */
export async function fileStorage(path: string): Promise<SampleStorage> {
  const memory = memoryStorage();
  const { wallet } = memory;
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text !== undefined) {
    const content = JSON.parse(text) as Content;
    await memory.putMemo(content.memo);
    for (const holder of content.holders) await wallet.putHolder(holder);
    if (content.contact !== undefined) await wallet.putContact(content.contact);
    const strips = content.strips.map(async ({ privateJwk, ...strip }) => ({ ...strip, key: await keyOf(privateJwk) }));
    await wallet.putStrips(await Promise.all(strips));
  }
  let turn: Promise<unknown> = Promise.resolve();
  const save = async (): Promise<void> => {
    const holders = await wallet.holders();
    const strips = (await Promise.all(holders.map(({ id }) => wallet.strips(id)))).flat();
    const content: Content = {
      memo: await memory.memo(),
      holders,
      contact: await wallet.contact(),
      strips: await Promise.all(
        strips.map(async ({ key, ...strip }) => ({
          ...strip,
          privateJwk: await crypto.subtle.exportKey("jwk", key),
        })),
      ),
    };
    // Whole or not at all: a crash leaves the earlier file.
    await writeFile(`${path}.new`, JSON.stringify(content), { mode: 0o600 });
    await rename(`${path}.new`, path);
  };
  /** One write after the other. */
  const kept =
    <V extends unknown[]>(change: (...values: V) => Promise<void>) =>
    (...values: V): Promise<void> => {
      const done = turn.then(async () => {
        await change(...values);
        await save();
      });
      turn = done.catch(() => undefined);
      return done;
    };
  return {
    memo: memory.memo,
    putMemo: kept(memory.putMemo),
    makeKey,
    wallet: {
      ...wallet,
      putHolder: kept(wallet.putHolder),
      deleteHolder: kept(wallet.deleteHolder),
      putStrips: kept(wallet.putStrips),
      deleteStrips: kept(wallet.deleteStrips),
      putContact: kept(wallet.putContact),
    },
  };
}

/** A key that can be written to a file. */
async function makeKey(): Promise<HolderKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const { kty = "", crv = "", x = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { key: pair.privateKey, jwk: { kty, crv, x } };
}

function keyOf(jwk: JsonWebKey): Promise<CryptoKey> {
  return crypto.subtle.importKey("jwk", jwk, "Ed25519", true, ["sign"]);
}
