import { type DeviceStore, storesOf } from "../setup/device-stores";

/** The venue's policy: by whose rules this scanner checks. */
export interface VenuePolicy {
  /** Its id in the rules; `null` for none: then every genuine, valid pass is enough. */
  readonly id: string | null;
  /** Whether only a new setup changes it. */
  readonly locked: boolean;
}

/** A scanner for which no one has chosen a policy. */
export const NO_POLICY: VenuePolicy = { id: null, locked: false };

/** The name under which the choice is stored. */
export const POLICY_NAME = "haetae-scanner-policy";
/** Where the choice is stored. */
export const POLICY_STORES = storesOf(POLICY_NAME);

/** A chosen policy from unchecked JSON; `null` unless all of it is valid. */
export function readPolicy(value: unknown): VenuePolicy | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, locked } = value as Record<string, unknown>;
  const fits = id === null ? locked === false : typeof id === "string" && /^[a-z0-9-]{1,16}$/.test(id);
  return fits && typeof locked === "boolean" ? { id: id as string | null, locked } : null;
}

/** The choice of this device. It is stored in all places: if one is lost, another restores it. */
export async function loadPolicy(stores: readonly DeviceStore[]): Promise<VenuePolicy> {
  for (const store of stores) {
    const kept = await store
      .read()
      .then((text) => readPolicy(JSON.parse(text ?? "null")))
      .catch(() => null);
    if (kept) return keepPolicy(stores, kept);
  }
  return NO_POLICY;
}

/** Stores a choice in all places, also that of no policy. Returns it. */
export async function keepPolicy(stores: readonly DeviceStore[], policy: VenuePolicy): Promise<VenuePolicy> {
  const text = JSON.stringify(policy);
  await Promise.allSettled(stores.map(async (store) => store.write(text)));
  return policy;
}

/** The choice after a setup: the one of the link, or the former one, which is then free to be changed. */
export function policyAfterSetup(before: VenuePolicy, offered: VenuePolicy | undefined): VenuePolicy {
  return offered ?? { id: before.id, locked: false };
}
