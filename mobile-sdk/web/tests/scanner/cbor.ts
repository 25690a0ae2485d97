/** What the published files hold, apart from their tags: integers, bytes, texts, arrays and maps. */
export type Cbor = number | string | Buffer | Cbor[] | Map<Cbor, Cbor>;

function head(major: number, count: number): Buffer {
  const first = major << 5;
  if (count < 24) return Buffer.from([first | count]);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(count));
  const [length, code] = count < 2 ** 8 ? [1, 24] : count < 2 ** 16 ? [2, 25] : count < 2 ** 32 ? [4, 26] : [8, 27];
  return Buffer.concat([Buffer.from([first | code]), bytes.subarray(8 - length)]);
}

/** Deterministic CBOR of a value. */
export function encode(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encode)]);
  const pairs = [...value].map(([name, member]) => [encode(name), encode(member)] as const);
  pairs.sort(([one], [two]) => Buffer.compare(one, two));
  return Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
}

/** The value of CBOR that is well-formed. */
export function decode(bytes: Buffer): Cbor {
  let at = 0;
  const next = (): Cbor => {
    const first = bytes.readUInt8(at++);
    const [major, code] = [first >> 5, first & 31];
    const length = code < 24 ? 0 : 2 ** (code - 24);
    const count = length === 0 ? code : Number(`0x${bytes.toString("hex", at, at + length)}`);
    at += length;
    const items = (number: number) => Array.from({ length: number }, next);
    switch (major) {
      case 0:
        return count;
      case 1:
        return -1 - count;
      case 2:
      case 3: {
        const content = bytes.subarray(at, at + count);
        at += count;
        return major === 2 ? Buffer.from(content) : content.toString();
      }
      case 4:
        return items(count);
      case 5:
        return new Map(Array.from({ length: count }, () => [next(), next()] as const));
      default:
        // A tag: what it tags.
        return next();
    }
  };
  return next();
}
