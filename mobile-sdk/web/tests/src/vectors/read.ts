import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../../../../tests/vectors/", import.meta.url);

/** Names of all vector files. */
export const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

/** A vector file as it is. */
export function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
}
