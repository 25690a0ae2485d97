import type * as Scan from "../../wasm/scan/scan.js";
import type { PolicyList } from "../policy.js";
import type { Next, TrustOutcome, TrustState } from "../trust/state.js";
import type { Verdict } from "../verdict.js";
import type { PaperStatus } from "../wallet/paper.js";
import type { Inspected } from "../wallet/pass.js";
import type { CodeKind, Core } from "./core.js";
import type { Limits } from "./limits.js";
import { phoneCoreOf, type QueueBindings } from "./phone.js";
import { required } from "./required.js";

/** The exports of wasm-bindgen: for checking, and optionally for presenting and for reading. */
export type Bindings = Omit<typeof Scan, "default" | "initSync" | PresentingExports | ReadingExports> &
  Partial<Pick<typeof Scan, PresentingExports | ReadingExports>> &
  QueueBindings;

type PresentingExports =
  | "Presentation"
  | "challengeText"
  | "codeKind"
  | "Due"
  | "holderKeysDigest"
  | "inspect"
  | "isChallenge"
  | "Matrix"
  | "paperOutlook"
  | "paperStanding"
  | "paperStandingUnchecked"
  | "PhoneClock"
  | "PhoneTime"
  | "qr"
  | "RequestTimer"
  | "Wallet";
type ReadingExports = "readFrame" | "readPicture" | "fileKind" | "bundleOf" | "policiesOf";

/** A core over loaded WebAssembly. */
export function coreOf(wasm: Bindings): Core {
  let scanner: Scan.Scanner | undefined;
  const opened = (): Scan.Scanner => {
    if (scanner === undefined) throw new Error("the scanner has not been opened");
    return scanner;
  };
  return {
    ...phoneCoreOf(wasm, () => scanner),
    limits: () => JSON.parse(wasm.limits()) as Limits,
    open: (roots, seed, settings) => {
      const opening = new wasm.Scanner(JSON.stringify(roots), seed);
      if (settings !== undefined) {
        const { refreshSeconds, daysBack, daysAhead, daysInReserve } = settings;
        opening.configure(refreshSeconds, daysBack, daysAhead, daysInReserve);
      }
      scanner?.free();
      scanner = opening;
    },
    restore: (snapshot) => opened().restore(snapshot),
    snapshot: () => opened().snapshot(),
    snapshotArrived: (snapshot) => opened().snapshotArrived(snapshot) as TrustOutcome,
    unknownKeySeen: () => opened().unknownKeySeen(),
    check: (text, now) => JSON.parse(opened().check(text, now)) as Verdict,
    shownElsewhere: (text, now) => opened().shownElsewhere(text, now),
    unreadable: () => JSON.parse(opened().unreadable()) as Verdict,
    showChallenge: (random, now) => opened().showChallenge(random, now),
    requireChallenge: (required) => opened().requireChallenge(required),
    choosePolicy: (id) => opened().choosePolicy(id),
    policies: (now) => JSON.parse(required(wasm.policiesOf, "scan")(opened(), now)) as PolicyList,
    forget: () => opened().forget(),
    trust: (now) => JSON.parse(opened().trust(now)) as TrustState,
    refresh: () => opened().refresh(),
    next: (now) => JSON.parse(opened().next(now)) as Next,
    manifestArrived: (bytes, now) => opened().manifestArrived(bytes, now) as TrustOutcome | undefined,
    fileArrived: (sha256, bytes, now) => opened().fileArrived(sha256, bytes, now) as TrustOutcome | undefined,
    failed: (sha256, now) => opened().failed(sha256, now),
    bundleArrived: (bytes) => opened().bundleArrived(bytes) as TrustOutcome,
    trustListArrived: (bytes) => opened().trustListArrived(bytes) as TrustOutcome,
    bundle: (now, maxBytes) => required(wasm.bundleOf, "scan")(opened(), now, maxBytes),
    readSlots: (a, b) => wasm.readSlots(a, b),
    writeSlots: (a, b, state) => {
      const write = wasm.writeSlots(a, b, state);
      const { slot, bytes } = write;
      write.free();
      return { slot: slot as "a" | "b", bytes };
    },
    toBeSigned: (pass, now, challenge) => {
      const prepared = new (required(wasm.Presentation, "present"))(pass, now, challenge);
      try {
        return prepared.toBeSigned();
      } finally {
        prepared.free();
      }
    },
    presentation: (pass, now, challenge, signature) => {
      const prepared = new (required(wasm.Presentation, "present"))(pass, now, challenge);
      try {
        return prepared.complete(signature);
      } finally {
        prepared.free();
      }
    },
    challengeText: (random) => required(wasm.challengeText, "present")(random),
    isChallenge: (text) => required(wasm.isChallenge, "present")(text),
    inspect: (text) => {
      const json = required(wasm.inspect, "present")(text);
      return json === undefined ? undefined : (JSON.parse(json) as Inspected);
    },
    codeKind: (text) => required(wasm.codeKind, "present")(text) as CodeKind | undefined,
    paperStanding: (text, now) => {
      const standing =
        scanner === undefined
          ? required(wasm.paperStandingUnchecked, "present")(text, now)
          : required(wasm.paperStanding, "present")(scanner, text, now);
      return standing as PaperStatus | undefined;
    },
    holderKeysDigest: (keys) => required(wasm.holderKeysDigest, "present")(JSON.stringify(keys)),
    qr: (text) => {
      const matrix = required(wasm.qr, "present")(text);
      const { width, modules } = matrix;
      matrix.free();
      return { width, modules };
    },
    read: ({ data, width, height, stride, form }, effort) => {
      const reading = required(effort === "frame" ? wasm.readFrame : wasm.readPicture, "scan");
      return reading(data, width, height, stride, form === "rgba");
    },
    fileKind: (head) => required(wasm.fileKind, "scan")(head),
  };
}
