import type { PhoneTime } from "@haetae/sdk";
import { expect, test } from "vitest";
import { clockState } from "./clock-state.js";

const time = (trust: PhoneTime["trust"], behind: number | undefined): PhoneTime => ({
  now: 0,
  trust,
  behind,
  correction: 0,
  earliest: undefined,
});

test("a clock that is off is corrected as long as that is confirmed, and doubted afterwards", () => {
  for (const behind of [-3600, -21, 21, 86_400]) {
    expect(clockState(time("confirmed", behind))).toBe("corrected");
    expect(clockState(time("unconfirmed", behind))).toBe("doubtful");
    expect(clockState(time("disturbed", behind))).toBe("doubtful");
  }
});

test("a clock that is certainly wrong is reported, however right it was", () => {
  for (const behind of [undefined, 0, 3600]) expect(clockState(time("estimated", behind))).toBe("estimated");
});

test("a clock that was right is trusted, after sleep and without a contact, too", () => {
  for (const trust of ["confirmed", "unconfirmed", "disturbed"] as const) {
    for (const behind of [undefined, 0, 5, -19]) expect(clockState(time(trust, behind))).toBe("trusted");
  }
});
