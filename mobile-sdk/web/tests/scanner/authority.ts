import { createPrivateKey, sign } from "node:crypto";
import { checks, served } from "./vectors";

/** An Ed25519 key in PKCS #8, up to its 32 secret bytes. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
/** Tag 18, an array of four, 13 bytes of protected header, no unprotected one, the head of the payload. */
const PAYLOAD_AT = 20;
/** Where a manifest's payload has its version, after the head of the map, and the times issued, stale and expires. */
const VERSION = 3;
const TIMES = [9, 15, 21];

/** A byte string in CBOR. */
function bytes(content: Buffer): Buffer {
  const { length } = content;
  const head = length < 24 ? [0x40 + length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

/** The vectors' manifest, changed and signed again by their status key. */
function manifest(change: (payload: Buffer) => void): Buffer {
  const old = Buffer.from(served()[0]?.[1] ?? []);
  const prefix = old.subarray(0, PAYLOAD_AT);
  const payload = Buffer.from(old.subarray(PAYLOAD_AT, PAYLOAD_AT + old.readUInt16BE(PAYLOAD_AT - 2)));
  change(payload);
  const context = Buffer.from("haetae manifest v1");
  const signed = Buffer.concat([
    Buffer.from([0x84, 0x6a]),
    Buffer.from("Signature1"),
    prefix.subarray(2, 16),
    bytes(context),
    bytes(payload),
  ]);
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, Buffer.from(checks.private.status, "hex")]),
    format: "der",
    type: "pkcs8",
  });
  return Buffer.concat([prefix, payload, bytes(sign(null, signed, key))]);
}

/**
 * A bundle of a newer manifest alone, signed by the vectors' status key, that pins other status lists of some days:
 * those in force stay in force, and are no longer the newest.
 */
export function bundleWithNewerLists(days: readonly number[]): Buffer {
  const newer = manifest((payload) => {
    payload.writeUInt32BE(payload.readUInt32BE(VERSION) + 1, VERSION);
    for (const name of days.map((day) => `status/${day}`)) {
      // The name is followed by the heads of a pair and of 32 bytes.
      const hash = payload.indexOf(name) + name.length + 3;
      payload.writeUInt8(payload.readUInt8(hash) ^ 1, hash);
    }
  });
  return Buffer.concat([Buffer.from([0x81]), bytes(newer)]);
}

/** The vectors' bundle as of this many days before: all times of its manifest are earlier. */
export function bundleOfDaysBefore(days: number): Buffer {
  const older = manifest((payload) => {
    for (const at of [VERSION, ...TIMES]) payload.writeUInt32BE(payload.readUInt32BE(at) - days * 86_400, at);
  });
  const files = served()
    .slice(1)
    .map(([, file]) => bytes(Buffer.from(file)));
  return Buffer.concat([Buffer.from([0x80 + 1 + files.length]), bytes(older), ...files]);
}
