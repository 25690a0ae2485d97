/** What happened to a request. */
export type RequestEvent =
  /** It leaves. */
  | { what: "sent" }
  /** The service has answered. */
  | { what: "answered" }
  /** The issuer has decided about the person: revoked, without a record, to sign in anew. */
  | { what: "refused" }
  /** There was no good answer. */
  | {
      what: "failed";
      /** Seconds after which the service wants to be asked again, if it said so. */
      retryAfter?: number | undefined;
      /** Whether there is no pass to show. */
      urgent: boolean;
    };

/** A timer of requests after an event. */
export interface RequestTimerState {
  /** To store for the next start. It says nothing about a person. */
  text: string;
  /** The earliest time of the next request, in seconds since 1970. */
  next: number;
}
