import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { expect, it } from "vitest";

const SDK = new URL("../../../sdk/", import.meta.url);

/**
 * The most bytes of a file as it goes over the network. All but the last hold the changes that stand beside status
 * lists, and the language of rules.
 */
const BUDGETS: Record<string, number> = {
  "wasm/check/check_bg.wasm": 115_500,
  // With the phone's clock and its choice among passes, which a phone's app need not have a second time, and with
  // where a pass is good, which it works out without a network, with when the service may be asked again, and with the
  // place in the waiting room.
  "wasm/present/present_bg.wasm": 149_500,
  // With the same, with the words of both languages, the kinds of files that are no pictures, and the list of policies
  // that a screen needs.
  "wasm/scan/scan_bg.wasm": 223_500,
  // Half of it are the tables of the fountain code.
  "wasm/series/series_bg.wasm": 118_000,
};

it.each(Object.entries(BUDGETS))("%s takes at most %i bytes, gzipped", (file, budget) => {
  expect(gzipSync(readFileSync(new URL(file, SDK)), { level: 9 }).length).toBeLessThanOrEqual(budget);
});
