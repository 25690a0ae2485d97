/** The byte strings of a bundle: the manifest, and the files. */
export function files(bundle: Uint8Array): Uint8Array[] {
  let at = 0;
  const byte = (): number => bundle[at++] ?? 0;
  const length = (): number => {
    const short = byte() & 0x1f;
    if (short < 24) return short;
    let value = 0;
    for (let bytes = 1 << (short - 24); bytes > 0; bytes -= 1) value = value * 256 + byte();
    return value;
  };
  return Array.from({ length: length() }, () => {
    const size = length();
    at += size;
    return bundle.slice(at - size, at);
  });
}
