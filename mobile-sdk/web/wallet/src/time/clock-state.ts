import type { PhoneTime } from "@haetae/sdk";

/** From this many seconds on the phone's clock counts as wrong: well below what a scanner accepts. */
const OFF = 20;

/**
 * What the owner must know of the phone's clock: nothing; that it is wrong and corrected; that it is probably wrong by
 * an unknown amount; or that it is wrong and the time is estimated. A clock that was right at the last contact is
 * trusted after the phone has slept.
 */
export type ClockState = "trusted" | "corrected" | "doubtful" | "estimated";

export function clockState({ trust, behind }: PhoneTime): ClockState {
  if (trust === "estimated") return "estimated";
  if (Math.abs(behind ?? 0) < OFF) return "trusted";
  return trust === "confirmed" ? "corrected" : "doubtful";
}
