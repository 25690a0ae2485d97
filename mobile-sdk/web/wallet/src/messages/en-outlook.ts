import type { OutlookMessages } from "./messages.js";

const ORDINALS = ["", "first", "second", "third", "fourth", "fifth", "sixth"];

/** Where a pass is good, in English. */
export const enOutlook: OutlookMessages = {
  title: "Where it is good",
  whatItIs: (day) => `Worked out on this phone by the rules known on ${day}. The venue's device decides at the door.`,
  timesIn: (zone) => `Times are in the issuer's time zone (${zone}).`,
  nowFor: (days) => `Good now, and for at least the next ${days} days.`,
  nowUntil: (time) => `Good now, until ${time}.`,
  from: (time) => `Good from ${time}.`,
  fromUntil: (from, until) => `Good from ${from}, until ${until}.`,
  notNow: "Not good at present.",
  notThen: "Not good then, with the present record.",
  begins: (time) => `Passes are asked for here from ${time}.`,
  because: "The reason:",
  before: "Before that:",
  afterwards: "After that:",
  endsWithout: "No pass is asked for after that, as far as is known.",
  paperEnds: "The paper pass ends then.",
  cannotTell: "No information at the moment",
  cannotTellPlace: "This phone cannot tell. Please ask the place that you want to visit.",
  cannotTellBefore: "This phone cannot tell for the time before. Please ask the place that you want to visit.",
  cannotTellAfter: "This phone cannot tell for the time after that.",
  why: {
    no_rules:
      "There are no rules for places on this phone. When you are online, the wallet checks whether there are any.",
    unreadable:
      "This version of the wallet cannot read the new rules. Connect to the internet and open it again to update it.",
    clock: "The phone's date or time may be wrong. Set date and time to automatic in the settings.",
    outdated: "The data on this phone is too old. Connect to the internet to update it.",
    no_pass: "There is no current pass to look at. Get a new pass first.",
    refused: "Venues may not accept this pass at the moment. See the note beside its code.",
  },
  wrongRecord: (who) => `If a dose or a test is missing from your record, contact ${who}.`,
  endsSoon: (until) => `Good until ${until}:`,
  morePlaces: (count) => `and ${count} more`,
  next: (record) => {
    switch (record.kind) {
      case "dose":
        return `A ${ORDINALS[record.dose] ?? "further"} dose is recorded as soon as it is reported.`;
      case "test":
        return "A new test result is recorded as soon as it is reported.";
      case "record":
        return "A new dose or test is recorded as soon as it is reported.";
    }
  },
  dismiss: "Close this note",
};
