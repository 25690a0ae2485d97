import type { Evidence } from "../verdict.js";

/** A public key as JSON (RFC 7517, RFC 8037). */
export interface PublicJwk {
  kty: string;
  crv: string;
  x: string;
  y?: string;
}

/** The content of a code. Nothing about it has been checked: it is no proof. */
export interface Inspected {
  kid: string;
  /** RFC 3339 in UTC. */
  not_before: string;
  /** RFC 3339 in UTC. */
  expires: string;
  paper: boolean;
  evidence: Evidence[];
  name?: string;
  birth?: string;
  status_day: number;
  status_index: number;
  /** When a presentation was made. */
  presented?: string;
}

/** A pass as the service's `POST /v1/passes` answers it. */
export interface IssuedPass {
  /** The civil day in the issuer's zone, `YYYY-MM-DD`. */
  day: string;
  /** `HT1:` and so on. */
  qr: string;
  /** RFC 3339 in UTC. */
  not_before: string;
  /** RFC 3339 in UTC. */
  expires: string;
}

/** The answer of `POST /v1/passes`. */
export interface PassesAnswer {
  passes: IssuedPass[];
  /** When to ask for more: RFC 3339 in UTC. */
  refresh_after: string;
  /** RFC 3339 in UTC. */
  server_time: string;
}

/** The body of `POST /v1/passes`. */
export interface PassesRequest {
  holder_keys: { day: string; jwk: PublicJwk }[];
  /** The ticket of the waiting room, when it is its turn. */
  ticket?: string;
}
