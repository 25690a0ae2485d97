import type { Engine, Matrix } from "@haetae/sdk";
import { sign } from "../holder/keys.js";
import type { KeptPass } from "../store/model.js";

/** A code to show. */
export interface LiveCode {
  /** `HP1:` and so on. */
  text: string;
  matrix: Matrix;
  /** When it was signed, in seconds since 1970. */
  signed: number;
  pass: KeptPass;
}

/** Wraps a pass and signs it with the key of its day, offline (wire format, section 4). */
export async function makeLiveCode(
  engine: Pick<Engine, "toBeSigned" | "presentation" | "qr">,
  pass: KeptPass,
  pair: CryptoKeyPair,
  now: number,
  challenge: string | undefined,
): Promise<LiveCode> {
  const at = Math.floor(now);
  const message = await engine.toBeSigned(pass.qr, at, challenge);
  const text = await engine.presentation(pass.qr, at, challenge, await sign(pair, message));
  return { text, matrix: await engine.qr(text), signed: now, pass };
}

/** The dark modules as one SVG path, each row's runs side by side. */
export function pathOf({ width, modules }: Matrix): string {
  let path = "";
  for (let row = 0; row < width; row += 1) {
    let start: number | undefined;
    for (let column = 0; column <= width; column += 1) {
      const dark = column < width && modules[row * width + column] === 1;
      if (dark && start === undefined) start = column;
      if (!dark && start !== undefined) {
        path += `M${start} ${row}h${column - start}v1h${start - column}z`;
        start = undefined;
      }
    }
  }
  return path;
}

/** A pass whose key is gone: it cannot be shown, and is fetched anew. */
export function keyProblem(day: string): Error {
  return new Error(`the key of ${day} is not on this phone`);
}
