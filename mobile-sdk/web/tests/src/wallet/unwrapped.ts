const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** The pass in a presentation, as the issuer made it: `HT1:` of `HP1:` (wire format, sections 2 and 4). */
export function unwrapped(presentation: string): string {
  const bytes = decoded(presentation.slice(4));
  // Tag 18, an array of four, and the protected header: a string whose length has one byte or two.
  const isLong = bytes[2] === 0x59;
  const start = isLong ? 5 : 4;
  const length = isLong ? ((bytes[3] ?? 0) << 8) | (bytes[4] ?? 0) : (bytes[3] ?? 0);
  // A map of two: the algorithm under 1, and the pass under 13.
  return `HT1:${encoded(bytes.slice(start + 4, start + length))}`;
}

function decoded(text: string): number[] {
  const bytes: number[] = [];
  for (let place = 0; place < text.length; place += 3) {
    const part = [...text.slice(place, place + 3)].map((character) => ALPHABET.indexOf(character));
    const value = part.reduceRight((sum, digit) => sum * 45 + digit, 0);
    bytes.push(...(part.length === 3 ? [value >> 8, value & 255] : [value]));
  }
  return bytes;
}

function encoded(bytes: readonly number[]): string {
  let text = "";
  for (let place = 0; place < bytes.length; place += 2) {
    const [high = 0, low] = bytes.slice(place, place + 2);
    let value = low === undefined ? high : high * 256 + low;
    for (let digits = low === undefined ? 2 : 3; digits > 0; digits -= 1) {
      text += ALPHABET.charAt(value % 45);
      value = Math.floor(value / 45);
    }
  }
  return text;
}
