import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../../../../tests/vectors/", import.meta.url);

/** Files of what is not built yet, and why nothing runs them. */
const NOT_BUILT: Record<string, string> = {
  "rules.json": "the language of rules, policies and limits (section 8) are not built yet",
};

/** Names of all vector files that are run. */
export const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".json") && !(name in NOT_BUILT));

/** A vector file as it is. */
export function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
}
