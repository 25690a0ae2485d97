import { expect, test } from "vitest";
import { dayOf } from "./days.js";

test("days are the issuer's, not the phone's", () => {
  expect(dayOf(Date.parse("2026-11-21T15:00:00Z") / 1000, "Asia/Seoul")).toBe("2026-11-22");
  expect(dayOf(Date.parse("2026-11-21T14:59:59Z") / 1000, "Asia/Seoul")).toBe("2026-11-21");
});
