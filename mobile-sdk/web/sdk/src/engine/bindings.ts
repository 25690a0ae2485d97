import type * as Scan from "../../wasm/scan/scan.js";
import type { Next, TrustOutcome, TrustState } from "../trust/state.js";
import type { Verdict } from "../verdict.js";
import type { Inspected } from "../wallet/pass.js";
import type { Renewal } from "../wallet/renewal.js";
import type { Core } from "./core.js";

/** What wasm-bindgen has made: with the decoder, or without. */
export type Bindings = Omit<typeof Scan, "default" | "initSync" | Reading> & Partial<Pick<typeof Scan, Reading>>;

type Reading = "readFrame" | "readPicture" | "bundleOf";

/** A core over loaded WebAssembly. */
export function coreOf(wasm: Bindings): Core {
  let scanner: Scan.Scanner | undefined;
  const opened = (): Scan.Scanner => {
    if (scanner === undefined) throw new Error("the scanner has not been opened");
    return scanner;
  };
  return {
    open: (roots, seed, settings) => {
      const begun = new wasm.Scanner(JSON.stringify(roots), seed);
      if (settings !== undefined) {
        const { refreshSeconds, daysBack, daysAhead, daysInReserve } = settings;
        begun.configure(refreshSeconds, daysBack, daysAhead, daysInReserve);
      }
      scanner?.free();
      scanner = begun;
    },
    restore: (snapshot) => opened().restore(snapshot),
    snapshot: () => opened().snapshot(),
    snapshotArrived: (snapshot) => opened().snapshotArrived(snapshot) as TrustOutcome,
    unknownKeySeen: () => opened().unknownKeySeen(),
    check: (text, now) => JSON.parse(opened().check(text, now)) as Verdict,
    unreadable: () => JSON.parse(opened().unreadable()) as Verdict,
    showChallenge: (random, now) => opened().showChallenge(random, now),
    forget: () => opened().forget(),
    trust: (now) => JSON.parse(opened().trust(now)) as TrustState,
    refresh: () => opened().refresh(),
    next: (now) => JSON.parse(opened().next(now)) as Next,
    manifestArrived: (bytes, now) => opened().manifestArrived(bytes, now) as TrustOutcome | undefined,
    fileArrived: (sha256, bytes, now) => opened().fileArrived(sha256, bytes, now) as TrustOutcome | undefined,
    failed: (sha256, now) => opened().failed(sha256, now),
    bundleArrived: (bytes) => opened().bundleArrived(bytes) as TrustOutcome,
    trustListArrived: (bytes) => opened().trustListArrived(bytes) as TrustOutcome,
    bundle: (now, mostBytes) => {
      if (wasm.bundleOf === undefined) throw new Error("this engine gives no bundles: take the one of @haetae/sdk/scan");
      return wasm.bundleOf(opened(), now, mostBytes);
    },
    readSlots: (a, b) => wasm.readSlots(a, b),
    writeSlots: (a, b, state) => {
      const write = wasm.writeSlots(a, b, state);
      const { slot, bytes } = write;
      write.free();
      return { slot: slot as "a" | "b", bytes };
    },
    toBeSigned: (pass, now, challenge) => {
      const prepared = new wasm.Presentation(pass, now, challenge);
      try {
        return prepared.toBeSigned();
      } finally {
        prepared.free();
      }
    },
    presentation: (pass, now, challenge, signature) => {
      const prepared = new wasm.Presentation(pass, now, challenge);
      try {
        return prepared.complete(signature);
      } finally {
        prepared.free();
      }
    },
    challengeText: (random) => wasm.challengeText(random),
    isChallenge: (text) => wasm.isChallenge(text),
    inspect: (text) => {
      const json = wasm.inspect(text);
      return json === undefined ? undefined : (JSON.parse(json) as Inspected);
    },
    renewal: (passes, planned, now, seed) => JSON.parse(opened().renewal(passes.join("\n"), planned, now, seed)) as Renewal,
    holderKeysDigest: (keys) => wasm.holderKeysDigest(JSON.stringify(keys)),
    qr: (text) => {
      const matrix = wasm.qr(text);
      const { width, modules } = matrix;
      matrix.free();
      return { width, modules };
    },
    read: ({ data, width, height, stride, form }, effort) => {
      const reading = effort === "frame" ? wasm.readFrame : wasm.readPicture;
      if (reading === undefined) throw new Error("this engine has no decoder: take the one of @haetae/sdk/scan");
      return reading(data, width, height, stride, form === "rgba");
    },
  };
}
