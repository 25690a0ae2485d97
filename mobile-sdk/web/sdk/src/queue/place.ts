/**
 * Where somebody is in the waiting room. None of it says anything about a person. Times are seconds since 1970 by the
 * service's clock.
 */
export type QueuePlace = {
  /** As of when. */
  made: number;
} & (
  | {
      /** There is no room, or it has not begun, or it is over: passes are issued without a ticket. */
      place: "not_needed";
    }
  | {
      /** There is a room, and no ticket: join. */
      place: "join";
    }
  | {
      /** There is no ticket, and the room takes nobody in any more. */
      place: "closed";
    }
  | {
      /** The ticket is of another room: join this one. */
      place: "other_room";
    }
  | {
      /** The turn was longer ago than the window: join again. */
      place: "expired";
    }
  | {
      /** Nobody has been let in. A draw decides among all who come before the opening. */
      place: "not_open";
      /** How many have joined. */
      joined: number;
      opens: number;
      /** How many seconds are left until then; absent if it is not known how old the notice is. */
      seconds?: number;
    }
  | {
      /** The turn comes. */
      place: "waiting";
      /** About how many people are before; absent while they cannot be counted. It never becomes more. */
      people?: number;
      /** Between how many seconds, from now on, it takes; absent where that cannot be said. */
      seconds?: { least: number; most: number };
    }
  | {
      /** Nobody is let in at present; the place is kept. */
      place: "paused";
      people?: number;
    }
  | {
      /** It is the ticket's turn: ask for passes with it. */
      place: "turn";
      /** Until when at least the ticket is good; absent if that cannot be said. */
      until?: number;
    }
);

/** What somebody sees of the waiting room at a time. */
export interface QueueSeen {
  place: QueuePlace;
  /** After how many seconds to read the notice again, before it is spread. */
  poll_after: number;
  /** By what the next notice is read; absent without a room. */
  trail?: string;
}
