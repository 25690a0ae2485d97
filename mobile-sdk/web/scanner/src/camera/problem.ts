/** Why there is no picture. */
export type CameraProblem = "denied" | "none" | "busy" | "died";

/** What an error of `getUserMedia` means for the scanner's user. */
export function cameraProblemOf(error: unknown): CameraProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
      return "busy";
    default:
      return "died";
  }
}

/** Milliseconds until a camera is tried again after this many failures in a row: half a second at first, later ten. */
export function backOff(failures: number): number {
  return Math.min(10_000, 500 * 2 ** Math.min(failures, 10));
}
