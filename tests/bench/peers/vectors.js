import { readFileSync } from "node:fs";

/** A file of JSON, by its path from here. */
export const json = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

/** The scanner of the vectors: roots and bundle. */
export const vectors = json("../../vectors/checks.json");

const samples = json("samples.json");

/** Claims of the size of a pass. */
export const claims = samples.claims;

/** A good code for each kind of phone, by the phone's curve. */
export const codes = Object.entries(samples.codes).map(([phone, name]) => {
  const { qr, now } = vectors.cases.find((each) => each.name === name);
  return { phone, text: qr, now };
});
