import { readPolicy, type VenuePolicy } from "../policy/choice";
import { bytesOf } from "../settings/base64url";
import { type Lock, readLock } from "../settings/lock";

/** An Ed25519 public key as JSON writes it. */
export interface RootKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
}

/** The root keys that everything begins with: at least `threshold` of them must sign. */
export interface Roots {
  readonly threshold: number;
  readonly keys: readonly RootKey[];
}

/** The issuer's contact. */
export interface IssuerContact {
  readonly name: string;
  readonly telephone?: string;
  readonly page?: string;
}

/** Which keys a scanner trusts, and where its data comes from. */
export interface Deployment {
  readonly roots: Roots;
  /** The service's address: scheme, host and port, and its path where it has one. */
  readonly origin: string;
  readonly contact?: IssuerContact;
  /** The PIN lock that a setup link sets. */
  readonly lock?: Lock;
  /** The venue's policy that a setup link chooses. */
  readonly policy?: VenuePolicy;
}

const MARK = "#setup=";
/** A link of more characters is no setup link. */
const MAX_CHARACTERS = 8_192;

/** The content of a setup link or code (`/scanner/#setup=...`); `null` for anything else. */
export function readSetupLink(text: string): Deployment | null {
  const start = text.indexOf(MARK);
  if (start < 0 || text.length > MAX_CHARACTERS) return null;
  try {
    const bytes = bytesOf(text.slice(start + MARK.length).trim());
    return readDeployment(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

/** A deployment from unchecked JSON; `null` unless all of it is valid. */
export function readDeployment(value: unknown): Deployment | null {
  const { roots, origin } = fields(value);
  const { threshold, keys } = fields(roots);
  if (typeof origin !== "string" || !Array.isArray(keys) || typeof threshold !== "number") return null;
  const read = keys.map(readKey);
  const all = read.filter((key) => key !== null);
  const different = new Set(all.map((key) => key.x)).size;
  const inOrder = all.length === read.length && different === all.length && all.length <= 32;
  if (!inOrder || !Number.isInteger(threshold) || threshold < 1 || threshold > all.length) return null;
  const address = readOrigin(origin);
  if (address === null) return null;
  const { contact, lock, policy } = fields(value);
  const known = readContact(contact);
  const locks = lock === undefined ? undefined : readLock(lock);
  // A link with an unreadable lock must not leave the settings open.
  if (locks === null) return null;
  // Nor may one with an unreadable policy let everyone in.
  const chooses = policy === undefined ? undefined : readPolicy(policy);
  if (chooses === null) return null;
  return {
    roots: { threshold, keys: all },
    origin: address,
    ...(known && { contact: known }),
    ...(locks && { lock: locks }),
    ...(chooses && { policy: chooses }),
  };
}

/** The issuer's name and how to reach it; `undefined` without a name. It is only shown, never trusted. */
function readContact(value: unknown): IssuerContact | undefined {
  const { name, telephone, page } = fields(value);
  if (!isLine(name)) return undefined;
  return { name, ...(isLine(telephone) && { telephone }), ...(isLine(page) && { page }) };
}

function isLine(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= 255;
}

/** Whether two deployments trust the same keys. */
export function sameRoots(one: Roots, two: Roots): boolean {
  const names = (roots: Roots) =>
    roots.keys
      .map((key) => key.x)
      .sort()
      .join();
  return one.threshold === two.threshold && names(one) === names(two);
}

/**
 * What people compare: the first 16 bytes of SHA-256 over the threshold and the sorted keys, in groups of four
 * hexadecimal digits.
 */
export async function fingerprint(roots: Roots): Promise<string> {
  const text = [String(roots.threshold), ...roots.keys.map((key) => key.x).sort()].join("\n");
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const digits = Array.from(hash.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.match(/.{4}/g)?.join(" ") ?? digits;
}

function readKey(value: unknown): RootKey | null {
  const { kty, crv, x } = fields(value);
  const fits = kty === "OKP" && crv === "Ed25519" && typeof x === "string" && /^[A-Za-z0-9_-]{43}$/.test(x);
  return fits ? { kty, crv, x } : null;
}

/**
 * The address of a service: an origin, and its path where it has one (`service.path_prefix`), without a slash at the
 * end. Plain HTTP is for a service on this device only.
 */
function readOrigin(text: string): string | null {
  try {
    const url = new URL(text);
    const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    const fits = url.protocol === "https:" || (url.protocol === "http:" && local);
    return fits ? url.origin + url.pathname.replace(/\/+$/, "") : null;
  } catch {
    return null;
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
