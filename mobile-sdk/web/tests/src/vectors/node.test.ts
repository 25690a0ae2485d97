import { checkEngine } from "@haetae/sdk/check";
import { presentEngine } from "@haetae/sdk/present";
import { scanEngine } from "@haetae/sdk/scan";
import { describe, expect, it } from "vitest";

import { FILES, read } from "./read.js";
import { RUNS } from "./run.js";

describe.each([
  ["checking alone", checkEngine],
  ["for wallets", presentEngine],
  ["with the decoder", scanEngine],
])("the vectors in Node, %s", (_, open) => {
  it.each(FILES)("%s", async (name) => {
    const run = RUNS[name];
    if (run === undefined) throw new Error(`nothing runs ${name}`);
    const { cases, wrong } = await run(await open(), read(name));
    expect(cases).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
