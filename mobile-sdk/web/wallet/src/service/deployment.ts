import type { RootSet } from "@haetae/sdk";

/** The contact for questions about records. */
export interface IssuerContact {
  name: string;
  telephone?: string;
  /** An https address. */
  page?: string;
}

/** What the operator provides beside the page. */
export interface Deployment {
  roots: RootSet;
  origin: string;
  zone: string;
  demo_sign_in: boolean;
  contact?: IssuerContact;
}

const KEY = "haetae-wallet-deployment";

/** A deployment from unchecked JSON; `undefined` if it is something else. */
export function readDeployment(value: unknown): Deployment | undefined {
  const { roots, origin, zone, demo_sign_in, contact } = fields(value);
  const { threshold, keys } = fields(roots);
  const isWhole =
    typeof origin === "string" && typeof zone === "string" && isZone(zone) && typeof demo_sign_in === "boolean";
  if (!isWhole || typeof threshold !== "number" || !Array.isArray(keys) || keys.length === 0) return undefined;
  const read: Deployment = { roots: { threshold, keys }, origin, zone, demo_sign_in };
  const asked = readContact(contact);
  return asked === undefined ? read : { ...read, contact: asked };
}

function readContact(value: unknown): IssuerContact | undefined {
  const { name, telephone, page } = fields(value);
  if (typeof name !== "string" || name === "") return undefined;
  const isPage = typeof page === "string" && page.startsWith("https://");
  return { name, ...(typeof telephone === "string" && { telephone }), ...(isPage && { page }) };
}

/** The deployment that this phone stored last. */
export function keptDeployment(storage: Pick<Storage, "getItem"> = localStorage): Deployment | undefined {
  try {
    return readDeployment(JSON.parse(storage.getItem(KEY) ?? "null"));
  } catch {
    return undefined;
  }
}

/** Stores it for the next start, if the browser allows it. */
export function keepDeployment(deployment: Deployment, storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify(deployment));
  } catch {
    // Full, or not allowed.
  }
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
