import type { PhoneTime } from "@haetae/sdk";

/** From so much on the phone's clock counts as off, in seconds: well below what a scanner accepts. */
const OFF = 20;

/**
 * What its owner must know of the phone's clock: nothing; that it is off and corrected; that it is probably off and nothing says by
 * how much now; or that it is wrong and the time is estimated. A clock that was right at the last contact is not doubted because the
 * phone has slept since.
 */
export type ClockState = "trusted" | "corrected" | "doubtful" | "estimated";

export function clockState({ trust, behind }: PhoneTime): ClockState {
  if (trust === "estimated") return "estimated";
  if (Math.abs(behind ?? 0) < OFF) return "trusted";
  return trust === "confirmed" ? "corrected" : "doubtful";
}
