import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Cbor, type CborMap, decode, encode, Tagged } from "./cbor";

const DAY = 86_400;
/** EdDSA with Ed25519 (RFC 9864). */
const ED25519 = -19;

/** An Ed25519 key of an authority. */
class Signer {
  readonly key: KeyObject;
  /** The raw public key. */
  readonly x: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    this.key = privateKey;
    this.x = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  }

  get public(): CborMap {
    return new Map<Cbor, Cbor>([
      [1, 1],
      [-1, 6],
      [-2, this.x],
    ]);
  }

  get kid(): Buffer {
    return sha256(encode(this.public)).subarray(0, 8);
  }

  get header(): Buffer {
    const members: [Cbor, Cbor][] = [
      [1, ED25519],
      [4, this.kid],
    ];
    return encode(new Map(members));
  }

  /** A signed object with this key alone. */
  sign1(context: string, payload: Buffer): Buffer {
    const signed = encode(["Signature1", this.header, Buffer.from(context), payload]);
    return encode(new Tagged(18, [this.header, new Map(), payload, sign(null, signed, this.key)]));
  }
}

/**
 * An authority that trusts a service's keys, and publishes what the service publishes with rules of its own beside it:
 * a service without a command for rules shows what a wallet does with them.
 */
export class Authority {
  readonly #root = new Signer();
  readonly #status = new Signer();
  readonly #rules = new Signer();
  readonly #began = Math.floor(Date.now() / 1000);
  #version = 0;

  /** As in `deployment.json`. */
  get roots(): { threshold: number; keys: { kty: string; crv: string; x: string }[] } {
    return { threshold: 1, keys: [{ kty: "OKP", crv: "Ed25519", x: this.#root.x.toString("base64url") }] };
  }

  /** The files of a new set: the manifest first. `list` and `manifest` are the service's, `rules` a file's text. */
  publish(list: Buffer, manifest: Buffer, rules: string | undefined): Buffer[] {
    this.#version += 1;
    const trustList = this.#trustList(payloadOf(list));
    const files = [
      trustList,
      ...(rules === undefined ? [] : [this.#rules.sign1("haetae rules v1", Buffer.from(rules))]),
    ];
    const pinned = new Map(field(payloadOf(manifest), 5) as CborMap);
    ["trust-list", "rules"].forEach((name, place) => {
      const file = files[place];
      if (file === undefined) pinned.delete(name);
      else pinned.set(name, [sha256(file), file.length]);
    });
    const now = Math.floor(Date.now() / 1000);
    const content = new Map(payloadOf(manifest))
      .set(1, now + this.#version)
      .set(2, now)
      .set(3, now + DAY)
      .set(4, now + 14 * DAY)
      .set(5, pinned);
    return [this.#status.sign1("haetae manifest v1", encode(content)), ...files];
  }

  /** The service's list with keys of this authority beside its own, signed by this authority's root. */
  #trustList(list: CborMap): Buffer {
    const key = (signer: Signer, role: number): CborMap =>
      new Map<Cbor, Cbor>([
        [1, signer.kid],
        [2, signer.public],
        [3, this.#began - DAY],
        [4, this.#began + 60 * DAY],
        [5, role],
      ]);
    const keys = [...(field(list, 5) as CborMap[]), key(this.#status, 2), key(this.#rules, 3)];
    keys.sort((left, right) => Buffer.compare(field(left, 1) as Buffer, field(right, 1) as Buffer));
    const roots = new Map<Cbor, Cbor>([
      [1, 1],
      [2, [this.#root.public]],
    ]);
    const payload = encode(new Map(list).set(4, roots).set(5, keys));
    const { header, key: root } = this.#root;
    const nothing = Buffer.alloc(0);
    const signed = encode(["Signature", nothing, header, Buffer.from("haetae trust-list v1"), payload]);
    const signature: Cbor = [header, new Map(), sign(null, signed, root)];
    return encode(new Tagged(98, [nothing, new Map(), payload, [signature]]));
  }
}

export function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** The payload of a signed object. */
function payloadOf(signed: Buffer): CborMap {
  const object = decode(signed);
  const parts = object instanceof Tagged && Array.isArray(object.value) ? object.value : [];
  return decode(parts[2] as Buffer) as CborMap;
}

/** The hash that a manifest pins for a name, in hexadecimal. */
export function pinned(manifest: Buffer, name: string): string {
  const [hash] = field(field(payloadOf(manifest), 5) as CborMap, name) as [Buffer];
  return hash.toString("hex");
}

function field(map: CborMap, name: Cbor): Cbor {
  const value = map.get(name);
  if (value === undefined) throw new Error(`there is no member ${String(name)}`);
  return value;
}
