/** The state of the waiting room. With `none`, `scheduled` and `drained` passes are issued without a ticket. */
export type QueueState = "none" | "scheduled" | "pre_queue" | "open" | "paused" | "draining" | "drained";

/** A place in the order: the second first, then the draw, which is compared as text. */
export interface QueueRank {
  /** RFC 3339 in UTC. */
  second: string;
  /** 16 hexadecimal digits. */
  draw: string;
}

/** A waiting room, as `GET /v1/queue` answers it. Times are RFC 3339 in UTC, and the service's. */
export interface QueueRoom {
  number: number;
  pre_queue: string;
  opens: string;
  /** Who has a rank before this one is let in. */
  now_serving: QueueRank;
  /** Who has a rank before this one was let in too long ago. */
  expired: QueueRank;
  /** For how many seconds somebody who was let in can get their passes. */
  window: number;
  /** How many are let in a second at present. */
  per_second: number;
  /** Seconds after `opens`, and how many have ranks before that second. */
  curve: [number, number][];
}

/** The answer of `GET /v1/queue`: the same for everybody. */
export interface QueueNotice {
  state: QueueState;
  /** When it was made: RFC 3339 in UTC. */
  made: string;
  /** After how many seconds to read it again. */
  poll_after: number;
  /** The room, unless there has been none. */
  room?: QueueRoom;
}

/** The answer of `POST /v1/queue`. */
export interface QueueTicket {
  /** To keep, and to send with the request for passes when it is its turn. */
  ticket: string;
  room: number;
  rank: QueueRank;
  /** RFC 3339 in UTC. */
  server_time: string;
  poll_after: number;
}
