/** What a refusal says about somebody's eligibility. */
export interface Eligibility {
  /** What the person reads: the rules' own words. */
  message: { ko: string; en: string };
  /** From when on they are eligible, in seconds since 1970. */
  from?: number;
}

/** The members of a problem document that the wallet reads. */
export interface ProblemDocument {
  code?: unknown;
  message?: unknown;
  eligible_from?: unknown;
}

/** What a problem document says about eligibility; `undefined` if nothing. */
export function readEligibility(problem: ProblemDocument): Eligibility | undefined {
  const { ko, en } = (problem.message ?? {}) as { ko?: unknown; en?: unknown };
  if (typeof ko !== "string" || typeof en !== "string") return undefined;
  const from = typeof problem.eligible_from === "string" ? Date.parse(problem.eligible_from) / 1000 : Number.NaN;
  return { message: { ko, en }, ...(Number.isFinite(from) && { from }) };
}
