import { base64urlOf, bytesOf } from "./base64url";
/** A PIN lock as this tablet stores it: never the PIN itself. Texts are base64url. */
export interface Lock {
  /** 16 random bytes. */
  readonly salt: string;
  /** PBKDF2 with HMAC-SHA-256 of the PIN's digits: 32 bytes. */
  readonly hash: string;
  /** How many rounds. */
  readonly rounds: number;
}

/** How many wrong PINs were entered in a row, and until when none is accepted: milliseconds since 1970. */
export interface Attempts {
  readonly failed: number;
  readonly until: number;
}

/** A PIN is 4 to 12 digits. */
export const PIN = /^[0-9]{4,12}$/;
/** What a tablet does in well under a second. */
const ROUNDS = 210_000;
/** With more rounds a link would keep the tablet busy for minutes. */
const MAX_ROUNDS = 2_000_000;
/** How many wrong PINs are free of a wait. */
const FREE = 4;
/** The first wait, and the longest one, in milliseconds; each is twice the one before. */
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 900_000;

const LOCK = "haetae-scanner-lock";
const ATTEMPTS = "haetae-scanner-lock-attempts";
const NONE: Attempts = { failed: 0, until: 0 };

/** A lock for this PIN. */
export async function lockWith(pin: string): Promise<Lock> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt: base64urlOf(salt), hash: base64urlOf(await derive(pin, salt, ROUNDS)), rounds: ROUNDS };
}

/** Whether the PIN opens the lock. */
export async function matchesPin(lock: Lock, pin: string): Promise<boolean> {
  const derived = await derive(pin, bytesOf(lock.salt), lock.rounds);
  const wanted = bytesOf(lock.hash);
  return derived.every((byte, place) => byte === wanted[place]);
}

/** The state after one more wrong PIN at the time `now`. */
export function afterWrong({ failed }: Attempts, now: number): Attempts {
  const more = failed - FREE;
  return { failed: failed + 1, until: more < 0 ? 0 : now + Math.min(FIRST_WAIT * 2 ** more, LONGEST_WAIT) };
}

/** Milliseconds until the next PIN is accepted. A clock that was set back does not lock anyone out for longer. */
export function waitLeft({ until }: Attempts, now: number): number {
  return Math.min(Math.max(until - now, 0), LONGEST_WAIT);
}

/** A lock from unchecked JSON. */
export function readLock(value: unknown): Lock | null {
  const { salt, hash, rounds } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const fits =
    isBytes(salt, 16) &&
    isBytes(hash, 32) &&
    Number.isInteger(rounds) &&
    Number(rounds) > 0 &&
    Number(rounds) <= MAX_ROUNDS;
  return fits ? { salt, hash, rounds: Number(rounds) } : null;
}

/** The stored lock. */
export function loadLock(storage: Storage | null): Lock | null {
  return readLock(parsed(storage, LOCK));
}

/** Stores a lock, or removes it. */
export function saveLock(storage: Storage | null, lock: Lock | null): void {
  write(storage, LOCK, lock);
  saveAttempts(storage, NONE);
}

export function loadAttempts(storage: Storage | null): Attempts {
  const { failed, until } = (parsed(storage, ATTEMPTS) ?? {}) as Partial<Attempts>;
  return Number.isSafeInteger(failed) && Number.isFinite(until)
    ? { failed: Number(failed), until: Number(until) }
    : NONE;
}

export function saveAttempts(storage: Storage | null, attempts: Attempts): void {
  write(storage, ATTEMPTS, attempts.failed === 0 ? null : attempts);
}

async function derive(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256),
  );
}

function isBytes(value: unknown, length: number): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]+$/.test(value) && value.length === Math.ceil((length * 4) / 3);
}

function parsed(storage: Storage | null, key: string): unknown {
  try {
    return JSON.parse(storage?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(storage: Storage | null, key: string, value: object | null): void {
  try {
    if (value === null) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify(value));
  } catch {
    // As with the settings.
  }
}
