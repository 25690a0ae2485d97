import { expect, test } from "vitest";
import { nextSaid } from "./spoken.js";

test("a screen reader hears a new place once a minute, and the turn at once", () => {
  const first = nextSaid(undefined, "waiting", "900 before you", 0);
  expect(nextSaid(first, "waiting", "800 before you", 59_000)).toBe(first);
  const second = nextSaid(first, "waiting", "800 before you", 60_000);
  expect(second.text).toBe("800 before you");
  expect(nextSaid(second, "waiting", "800 before you", 200_000)).toBe(second);
  expect(nextSaid(second, "turn", "It is your turn", 61_000).text).toBe("It is your turn");
});
