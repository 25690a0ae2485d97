import type { Verdict } from "@haetae/sdk";

/** What a run has found: how many cases there were, and what went wrong. */
export interface Found {
  cases: number;
  wrong: string[];
}

/** As the vectors write a verdict: the code, and the warnings after plus signs. */
export function written({ code, warnings }: Verdict): string {
  return [code, ...warnings].join("+");
}

/** Reads hexadecimal. */
export function bytes(hexadecimal: string): Uint8Array {
  return Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
