/** What the service says of the waiting room in place of passes or of a ticket. None says anything about a person. */
export type QueueCode =
  | "queue_required"
  | "queue_not_yet"
  | "queue_expired"
  | "queue_ticket_invalid"
  | "queue_closed"
  | "queue_unavailable";

/**
 * What to do then: `join` (again) with the same holder keys; `wait` for the turn, and ask again after `Retry-After`;
 * `closed`: the room takes nobody in, or there is none, so read the notice again; `later`: the same request later.
 * A ticket is dropped with `join` only.
 */
export type QueueAnswer = "join" | "wait" | "closed" | "later";

const ANSWERS: Readonly<Record<QueueCode, QueueAnswer>> = {
  queue_required: "join",
  queue_not_yet: "wait",
  queue_expired: "join",
  queue_ticket_invalid: "join",
  queue_closed: "closed",
  queue_unavailable: "later",
};

/** What to do after a problem of `POST /v1/passes` or `POST /v1/queue`; `undefined` if it is about something else. */
export function queueAnswerOf(code: string): QueueAnswer | undefined {
  return Object.hasOwn(ANSWERS, code) ? ANSWERS[code as QueueCode] : undefined;
}
