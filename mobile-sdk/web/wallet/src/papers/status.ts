import { type Inspected, type PaperStatus, paperStatusOf, type Verdict } from "@haetae/sdk";

/** The verdict of a check, as far as the status of a paper pass depends on it; `undefined` without data to check with. */
type Checked = Pick<Verdict, "outcome" | "code" | "warnings"> | undefined;

/** The status of a paper pass. One that has expired by its own dates has expired, whatever else is unknown. */
export function statusOf(verdict: Checked, { expires }: Pick<Inspected, "expires">, now: number): PaperStatus {
  const status = verdict === undefined ? "unchecked" : paperStatusOf(verdict);
  return status === "unchecked" && Date.parse(expires) / 1000 <= now ? "expired" : status;
}
