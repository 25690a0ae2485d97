import type { QueueMessages } from "./messages.js";

/** Minutes as people say them. */
function minutes(count: number): string {
  const [hours, left] = [Math.floor(count / 60), count % 60];
  if (count < 60) return count === 1 ? "1 minute" : `${count} minutes`;
  return left === 0 ? `${hours} h` : `${hours} h ${left} min`;
}

/** The waiting room in English. */
export const enQueue: QueueMessages = {
  why: "Many people are asking for passes at present, so they are issued in turn.",
  yourPlace: "Your place in the queue",
  place: (count, isRough) => (isRough ? `About ${count}` : count),
  ahead: (count, isRough) => `${isRough ? "About " : ""}${count} ${count === "1" ? "person" : "people"} before you`,
  nobodyAhead: "Nobody before you",
  wait: (from, until) => {
    if (from === 0) return `within ${minutes(until)}`;
    if (from === until) return minutes(until);
    return until <= 60 ? `${from} to ${until} minutes` : `${minutes(from)} to ${minutes(until)}`;
  },
  waitUnknown: "how long it takes cannot be said yet",
  keep: "You may close this page. Your place is kept.",
  comeBack: (window) =>
    `When it is your turn, this page gets your passes by itself. If you have closed it, open it again within ${window} of your turn.`,
  readAt: (time) => `As of ${time}`,
  readsAgain: (pause) => `Looks again about every ${pause}. There is no need to reload.`,
  order: "Only the service's clock decides the order. Reloading or changing the phone's clock moves nobody.",
  joined: "You are in the waiting room",
  looking: "Finding your place",
  offline: "You are offline. Your place is kept. The wallet looks again when you are online.",
  unread: "Your place could not be read again just now. It is kept, and the wallet tries again.",
  before: "The waiting room has not opened yet.",
  opensAt: "Opens at",
  present: (count, isRough) =>
    `${isRough ? "About " : ""}${count} ${count === "1" ? "person has" : "people have"} come so far`,
  draw: "When it opens, a draw decides the order. Coming earlier or reloading gains nothing.",
  pausedTitle: "Paused",
  paused:
    "The waiting room is paused. Nobody is let in at present, and everybody keeps their place. It goes on from here.",
  turn: "It is your turn",
  turnTrouble: "There is a temporary problem. Your place is kept.",
  again: "Your turn came, and its time passed without your passes. The wallet has joined again, with a new place.",
  closed:
    "The waiting room takes nobody in any more. Once all who wait have their passes, they are issued without waiting again.",
  notify: "Notify me when it is my turn",
  notified: "You will be notified when it is your turn, as long as this page stays open.",
  notice: { title: "It is your turn", body: "The wallet is getting your passes." },
};
