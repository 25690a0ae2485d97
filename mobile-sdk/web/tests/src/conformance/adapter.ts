import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import type { Engine, RootSet, Verdict } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";

/**
 * The adapter of the conformance kit around `@haetae/sdk` in Node: reads requests from the standard input, writes
 * answers to the standard output (docs/conformance.md).
 */

interface Request {
  id: number;
  do: string;
  at?: number;
  bytes?: string;
  sha256?: string;
  roots?: RootSet;
  seed?: number;
  text?: string;
  forget?: true;
  policy?: string;
  challenges?: string[];
  require_challenge?: true;
  pass?: string;
  challenge?: string;
  signature?: string;
}

type Answer = Record<string, unknown>;
type Answering = (engine: Engine, request: Request) => Promise<Answer>;

const { version } = createRequire(import.meta.url)("@haetae/sdk/package.json") as { version: string };

/** What `init` has given, for `restart`. */
let pinned: { roots: RootSet; seed: bigint } | undefined;

const ANSWERS: Record<string, Answering> = {
  trust_list: async (engine, { bytes }) => ({ outcome: await engine.trustListArrived(raw(bytes)) }),
  bundle: async (engine, { bytes }) => ({ outcome: await engine.bundleArrived(raw(bytes)) }),
  manifest: async (engine, { bytes, at }) => ({
    outcome: (await engine.manifestArrived(raw(bytes), given(at))) ?? null,
  }),
  file: async (engine, { sha256, bytes, at }) => ({
    outcome: (await engine.fileArrived(given(sha256), raw(bytes), given(at))) ?? null,
  }),
  failed: async (engine, { sha256, at }) => {
    await engine.failed(sha256, given(at));
    return {};
  },
  unknown_key: async (engine) => {
    await engine.unknownKeySeen();
    return {};
  },
  next: async (engine, { at }) => ({ plan: await engine.next(given(at)) }),
  check: async (engine, { text, at, forget, policy, challenges, require_challenge: required }) => {
    if (forget) await engine.forget();
    for (const challenge of challenges ?? []) await engine.showChallenge(raw(challenge), given(at));
    await engine.requireChallenge(required ?? false);
    await engine.choosePolicy(policy);
    return spoken(await engine.check(given(text), given(at)));
  },
  restart: async (engine) => {
    const snapshot = await engine.snapshot();
    await open(engine);
    return { dropped: await engine.restore(snapshot) };
  },
  state: async (engine) => {
    const { manifest, floor } = await engine.trust(0);
    return { floor: manifest === null ? null : floor };
  },
  to_be_signed: async (engine, { pass, at, challenge }) => ({
    bytes: Buffer.from(await engine.toBeSigned(given(pass), given(at), challenge)).toString("hex"),
  }),
  present: async (engine, { pass, at, challenge, signature }) => ({
    text: await engine.presentation(given(pass), given(at), challenge, raw(signature)),
  }),
};

async function answered(engine: Engine, request: Request): Promise<Answer> {
  switch (request.do) {
    case "hello":
      return { protocol: 1, name: "@haetae/sdk in Node", version, can: Object.keys(ANSWERS) };
    case "init":
      pinned = { roots: given(request.roots), seed: BigInt(given(request.seed)) };
      await open(engine);
      return {};
    case "shutdown":
      return {};
    default:
      return (await ANSWERS[request.do]?.(engine, request)) ?? { unsupported: true };
  }
}

/** A new scanner that holds nothing. */
async function open(engine: Engine): Promise<void> {
  const { roots, seed } = given(pinned);
  await engine.open(roots, seed, undefined);
}

/** A verdict in the words of the protocol. */
function spoken(verdict: Verdict): Answer {
  const { outcome, code, warnings } = verdict;
  const answer: Answer = { outcome, code, warnings };
  if ("rules" in verdict) answer["rules"] = verdict.rules;
  if ("messages" in verdict) answer["messages"] = verdict.messages?.map(({ rule }) => rule);
  if (verdict.outcome === "admit") {
    const { name, birth, evidence, issuer, valid_until } = verdict;
    answer["shown"] = { name, birth, evidence, issuer, valid_until };
  }
  return answer;
}

function raw(hexadecimal: string | undefined): Uint8Array {
  const digits = given(hexadecimal);
  const bytes = Uint8Array.from(Buffer.from(digits, "hex"));
  if (bytes.length * 2 !== digits.length) throw new Error("not hexadecimal");
  return bytes;
}

function given<T>(member: T | undefined): T {
  if (member === undefined) throw new Error("a member is missing");
  return member;
}

const engine = await presentEngine();
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const answer = await answered(engine, request).catch((error: unknown) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify({ id: request.id, ...answer })}\n`);
  if (request.do === "shutdown") break;
}
engine.close();
