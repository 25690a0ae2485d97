/** Data as this project's files have it in CBOR. */
export type Cbor = number | boolean | string | Buffer | Cbor[] | CborMap | Tagged;
export type CborMap = Map<Cbor, Cbor>;

/** A value with a tag. */
export class Tagged {
  constructor(
    readonly tag: number,
    readonly value: Cbor,
  ) {}
}

/** Encodes deterministically: the keys of maps in the order of their encodings. */
export function encode(value: Cbor): Buffer {
  if (value instanceof Tagged) return Buffer.concat([head(6, value.tag), encode(value.value)]);
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "boolean") return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encode)]);
  const members = [...value].map(([key, member]): [Buffer, Buffer] => [encode(key), encode(member)]);
  members.sort(([left], [right]) => Buffer.compare(left, right));
  return Buffer.concat([head(5, value.size), ...members.flat()]);
}

/** Decodes what `encode` writes. */
export function decode(bytes: Buffer): Cbor {
  let at = 0;
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (detail: number): number => {
    if (detail < 24) return detail;
    const size = 2 ** (detail - 24);
    return size === 8 ? Number(take(8).readBigUInt64BE()) : take(size).readUIntBE(0, size);
  };
  const value = (): Cbor => {
    const first = take(1).readUInt8();
    if (first >= 0xf4) return first === 0xf5;
    const count = number(first & 31);
    switch (first >> 5) {
      case 0:
        return count;
      case 1:
        return -1 - count;
      case 2:
        return Buffer.from(take(count));
      case 3:
        return take(count).toString();
      case 4:
        return Array.from({ length: count }, value);
      case 5:
        return new Map(Array.from({ length: count }, (): [Cbor, Cbor] => [value(), value()]));
      default:
        return new Tagged(count, value());
    }
  };
  return value();
}

function head(kind: number, count: number): Buffer {
  const first = kind << 5;
  if (count < 24) return Buffer.from([first | count]);
  if (count < 2 ** 8) return Buffer.from([first | 24, count]);
  if (count < 2 ** 16) return Buffer.from([first | 25, count >> 8, count & 255]);
  const bytes = Buffer.alloc(count < 2 ** 32 ? 5 : 9, first | (count < 2 ** 32 ? 26 : 27));
  if (count < 2 ** 32) bytes.writeUInt32BE(count, 1);
  else bytes.writeBigUInt64BE(BigInt(count), 1);
  return bytes;
}
