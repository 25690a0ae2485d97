import type { Policy, Verdict } from "@haetae/sdk";
import type { Checker } from "../scan-session/checker";
import { bytesOf } from "../settings/base64url";
import { type Roots, readDeployment } from "../setup/link";

/** A code for training, and its expected verdict. */
export interface Specimen {
  /** `admit` or a code of section 10, with warnings after plus signs. */
  readonly expected: string;
  readonly text: string;
  /** The policy that the scanner has chosen, by its id; absent for none. */
  readonly policy?: string;
}

/** A specimen with its verdict by this page's core, for its texts, and its policy as the rules have it. */
export interface CheckedSpecimen extends Specimen {
  readonly verdict: Verdict;
  readonly chosen: Policy | null;
}

/** The specimens with their verdicts, by a scanner in training. */
export async function checkSpecimens(
  checker: Pick<Checker, "check" | "policies">,
  codes: readonly Specimen[],
): Promise<CheckedSpecimen[]> {
  const { policies } = await checker.policies();
  const checked: CheckedSpecimen[] = [];
  for (const code of codes) {
    const verdict = await checker.check(code.text);
    checked.push({ ...code, verdict, chosen: policies.find(({ id }) => id === code.policy) ?? null });
  }
  return checked;
}

/** The output of `haetae specimens`: its own trust data and codes, and the time at which they are valid. */
export interface Training {
  readonly roots: Roots;
  readonly bundle: Uint8Array;
  /** Seconds since 1970. */
  readonly now: number;
  readonly codes: readonly Specimen[];
}

/** The training data beside the page; `null` if there is none. */
export async function loadTraining(): Promise<Training | null> {
  try {
    const response = await fetch("./training.json");
    return response.ok ? readTraining(await response.json()) : null;
  } catch {
    return null;
  }
}

/** Training data from unchecked JSON. */
function readTraining(value: unknown): Training | null {
  if (typeof value !== "object" || value === null) return null;
  const { roots, bundle, now, codes } = value as Record<string, unknown>;
  const deployment = readDeployment({ roots, origin: "https://training.invalid" });
  if (!deployment || typeof bundle !== "string" || !Number.isSafeInteger(now) || !Array.isArray(codes)) return null;
  const specimens = codes.filter(isSpecimen);
  if (specimens.length !== codes.length) return null;
  return { roots: deployment.roots, bundle: bytesOf(bundle), now: Number(now), codes: specimens };
}

function isSpecimen(value: unknown): value is Specimen {
  const { expected, text, policy } = (value ?? {}) as Record<string, unknown>;
  const hasPolicy = policy === undefined || typeof policy === "string";
  return typeof expected === "string" && typeof text === "string" && hasPolicy;
}
