import type { Outcome } from "@haetae/sdk";

/** Milliseconds on, off, on: one short, two long, three short. */
export const VIBRATION: Readonly<Record<Outcome, number[]>> = {
  admit: [80],
  refuse: [300, 120, 300],
  unclear: [90, 90, 90, 90, 90],
};

/** Vibrates for an outcome, where the device can. */
export function vibrate(outcome: Outcome): void {
  navigator.vibrate?.(VIBRATION[outcome]);
}
