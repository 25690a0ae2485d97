import type { QueuePlace } from "@haetae/sdk";
import { formatDay, formatTime } from "../messages/format.js";
import type { Messages } from "../messages/messages.js";
import { countOf, rangeOf } from "./counts.js";

/** What the waiting screen says of a place. */
export interface PlaceTexts {
  /** What the large text is, above it. */
  label: string;
  /** The place, or what is in its stead. */
  large: string;
  /** Below it: who is before one, how long it takes. */
  line: string;
  /** What one must know besides. */
  notes: string[];
}

/** The texts of a place in one language; times are those of `zone`. `undefined` is a place that is not known yet. */
export function describePlace(place: QueuePlace | undefined, messages: Messages, zone: string): PlaceTexts {
  const said = messages.queue;
  switch (place?.place) {
    case "waiting":
    case "paused": {
      const isPaused = place.place === "paused";
      const wait = !isPaused && place.seconds !== undefined ? waitText(place.seconds, messages) : said.waitUnknown;
      const notes = isPaused ? [said.paused] : [];
      const unknown = isPaused ? said.pausedTitle : said.looking;
      if (place.people === undefined) return { label: said.yourPlace, large: unknown, line: said.joined, notes };
      const line = [aheadText(place.people, messages), ...(isPaused ? [] : [wait])].join(" · ");
      return { label: said.yourPlace, large: placeText(place.people, messages), line, notes };
    }
    case "not_open": {
      const { text, isRough } = countOf(place.joined, messages.language);
      const [day, time] = [formatDay(place.opens, messages.language, zone), formatTime(place.opens, zone)];
      return {
        label: `${said.opensAt} · ${day} ${time.slice(17)}`,
        large: time.slice(11, 16),
        line: said.present(text, isRough),
        notes: [said.before, said.draw],
      };
    }
    case "turn":
      return { label: said.yourPlace, large: said.turn, line: messages.fetching, notes: [] };
    default:
      return { label: said.yourPlace, large: said.looking, line: said.joined, notes: [] };
  }
}

function placeText(people: number, messages: Messages): string {
  const { text, isRough } = countOf(people + 1, messages.language);
  return messages.queue.place(text, isRough);
}

function aheadText(people: number, messages: Messages): string {
  const { text, isRough } = countOf(people, messages.language);
  return text === "0" ? messages.queue.nobodyAhead : messages.queue.ahead(text, isRough);
}

function waitText(seconds: { least: number; most: number }, messages: Messages): string {
  const { from, until } = rangeOf(seconds);
  return messages.queue.wait(from / 60, until / 60);
}

/** When a place was read: the time of day, with its day if that is not today. Both in seconds since 1970. */
export function readAtText(made: number, now: number, messages: Messages, zone: string): string {
  const [at, today] = [formatTime(made, zone), formatTime(now, zone)];
  return messages.queue.readAt(at.slice(0, 10) === today.slice(0, 10) ? at.slice(11) : at);
}
