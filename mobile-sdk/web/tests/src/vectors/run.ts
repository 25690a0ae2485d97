import { type Engine, type RootSet, Scanner } from "@haetae/sdk";
import { asWanted, bytes, described, type Found, type Wanted, written } from "./forms.js";
import { type Scripts, scripts } from "./scripts.js";

/**
 * Runs vectors through an engine: the same code in Node and in a browser. Each function returns what went wrong, a line
 * each.
 */

interface Checks extends CheckScanner {
  checks?: CheckScanner[];
}

interface CheckScanner {
  name?: string;
  roots: RootSet;
  /** Bundles taken before `bundle`. */
  earlier?: string[];
  /** The outcome of `bundle`; `taken` if absent. */
  outcome?: string;
  bundle: string;
  /** None where the bundle is refused. */
  cases?: CheckCase[];
}

interface CheckCase extends Wanted {
  name: string;
  qr: string;
  now: number;
  challenges?: string[];
  require_challenge?: true;
  policy?: string;
}

/** Expressions and planning have no binding: their cases run in the core. */
interface Rules {
  checks: CheckScanner[];
}

interface TrustCases {
  cases: { name: string; pinned: { threshold: number; keys: string[] }; steps: { data: string; outcome: string }[] }[];
}

interface StoreCases {
  cases: { name: string; roots: RootSet; steps: { bundle: string; outcome: string }[] }[];
}

/** How each file is run. */
export const RUNS: Record<string, (engine: Engine, file: unknown) => Promise<Found>> = {
  "checks.json": (engine, file) => checks(engine, [file as Checks, ...((file as Checks).checks ?? [])]),
  "rules.json": (engine, file) => checks(engine, (file as Rules).checks),
  "trust.json": (engine, file) => trust(engine, file as TrustCases),
  "store.json": (engine, file) => store(engine, file as StoreCases),
  "scanner.json": (engine, file) => scripts(engine, file as Scripts),
};

async function checks(engine: Engine, scanners: CheckScanner[]): Promise<Found> {
  const found: Found = { cases: 0, wrong: [] };
  for (const scanner of scanners) {
    const { cases, wrong } = await checksOf(engine, scanner);
    found.cases += cases;
    found.wrong.push(...wrong.map((sentence) => `${scanner.name ?? ""} ${sentence}`));
  }
  return found;
}

async function checksOf(engine: Engine, file: CheckScanner): Promise<Found> {
  let now = 0;
  const clock = { now: () => now, monotonic: () => 0 };
  const scanner = await Scanner.open({ engine, roots: file.roots, clock });
  const wrong: string[] = [];
  for (const earlier of file.earlier ?? []) {
    const outcome = await scanner.takeBundle(bytes(earlier));
    if (outcome !== "taken") wrong.push(`an earlier bundle: ${outcome}`);
  }
  const outcome = await scanner.takeBundle(bytes(file.bundle));
  if (outcome !== (file.outcome ?? "taken")) wrong.push(`the bundle: ${outcome}`);
  const cases = file.cases ?? [];
  for (const { name, qr, now: then, challenges, require_challenge: required, policy, ...wanted } of cases) {
    now = then;
    await scanner.forget();
    await scanner.requireChallenge(required ?? false);
    await scanner.choosePolicy(policy);
    for (const challenge of challenges ?? []) await engine.showChallenge(bytes(challenge), now);
    const verdict = await scanner.check(qr);
    // Without a policy the vectors name the verdict alone.
    const [found, expected] =
      policy === undefined ? [written(verdict), wanted.verdict] : [described(verdict), asWanted(wanted)];
    if (found !== expected) wrong.push(`${name}: ${found}, not ${expected}`);
  }
  return { cases: cases.length, wrong };
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

function base64url(raw: Uint8Array): string {
  return btoa(String.fromCharCode(...raw))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
