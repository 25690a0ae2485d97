/** Fills an array with random bytes. Tests use their own. */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => void;

/** The random numbers of this device. */
export const systemRandom: Random = (bytes) => {
  crypto.getRandomValues(bytes);
};

/** This many random bytes. */
export function randomBytes(random: Random, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  random(bytes);
  return bytes;
}
