import { type Engine, type RootSet, Scanner, type Verdict } from "@haetae/sdk";

/** Runs vectors through an engine: the same code in Node and in a browser. Each function returns what went wrong, a line each. */

interface Checks {
  roots: RootSet;
  bundle: string;
  cases: { name: string; qr: string; now: number; challenges?: string[]; verdict: string }[];
}

interface TrustCases {
  cases: { name: string; pinned: { threshold: number; keys: string[] }; steps: { data: string; outcome: string }[] }[];
}

interface StoreCases {
  cases: { name: string; roots: RootSet; steps: { bundle: string; outcome: string }[] }[];
}

/** What a run has found: how many cases there were, and what went wrong. */
export interface Found {
  cases: number;
  wrong: string[];
}

/** How each file is run. */
export const RUNS: Record<string, (engine: Engine, file: unknown) => Promise<Found>> = {
  "checks.json": (engine, file) => checks(engine, file as Checks),
  "trust.json": (engine, file) => trust(engine, file as TrustCases),
  "store.json": (engine, file) => store(engine, file as StoreCases),
};

async function checks(engine: Engine, file: Checks): Promise<Found> {
  let now = 0;
  const clock = { now: () => now, monotonic: () => 0 };
  const scanner = await Scanner.open({ engine, roots: file.roots, clock });
  const wrong: string[] = [];
  const outcome = await scanner.takeBundle(bytes(file.bundle));
  if (outcome !== "taken") wrong.push(`the bundle: ${outcome}`);
  for (const { name, qr, now: then, challenges, verdict } of file.cases) {
    now = then;
    await scanner.forget();
    for (const challenge of challenges ?? []) await engine.showChallenge(bytes(challenge), now);
    const found = written(await scanner.check(qr));
    if (found !== verdict) wrong.push(`${name}: ${found}, not ${verdict}`);
  }
  return { cases: file.cases.length, wrong };
}

/** As the vectors write a verdict: the code, and the warnings after plus signs. */
function written({ code, warnings }: Verdict): string {
  return [code, ...warnings].join("+");
}

async function trust(engine: Engine, file: TrustCases): Promise<Found> {
  const wrong: string[] = [];
  for (const { name, pinned, steps } of file.cases) {
    const keys = pinned.keys.map((key) => ({ kty: "OKP", crv: "Ed25519", x: base64url(bytes(key)) }));
    await Scanner.open({ engine, roots: { threshold: pinned.threshold, keys } });
    for (const [number, { data, outcome }] of steps.entries()) {
      const found = await engine.trustListArrived(bytes(data));
      if (found !== outcome) wrong.push(`${name}, step ${number + 1}: ${found}, not ${outcome}`);
    }
  }
  return { cases: file.cases.length, wrong };
}

async function store(engine: Engine, file: StoreCases): Promise<Found> {
  const wrong: string[] = [];
  for (const { name, roots, steps } of file.cases) {
    const scanner = await Scanner.open({ engine, roots });
    for (const [number, { bundle, outcome }] of steps.entries()) {
      const found = await scanner.takeBundle(bytes(bundle));
      if (found !== outcome) wrong.push(`${name}, step ${number + 1}: ${found}, not ${outcome}`);
    }
  }
  return { cases: file.cases.length, wrong };
}

function bytes(hexadecimal: string): Uint8Array {
  return Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function base64url(raw: Uint8Array): string {
  return btoa(String.fromCharCode(...raw)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
