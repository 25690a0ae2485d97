import type { NoOutlook, PaperStatus } from "@haetae/sdk";
import type { NextRecord } from "../outlook/reminders.js";
import type { NotAPaper } from "../papers/reading.js";
import type { Reason, Trouble } from "../service/problem.js";

/** A question that people have, and its answer in paragraphs. */
export interface Topic {
  title: string;
  text: string[];
}

/** All texts of the wallet, in one language. */
export interface Messages {
  language: string;
  otherLanguage: string;
  title: string;
  /** A person's code, for screen readers. */
  codeOf(name: string): string;
  secondsLeft(seconds: number): string;
  brightness: string;
  me: string;
  addPass: string;
  remove: string;
  removeSure(name: string): string;
  yesRemove: string;
  cancel: string;
  back: string;
  passFor(day: string): string;
  availableOffline(day: string): string;
  notPromised(day: string): string;
  offlineNow: string;
  fetching: string;
  fetchingMore: string;
  replaced: string;
  getNow: string;
  noCodeYet: string;
  /** All passes have expired by the phone's date. */
  allOver(today: string): string;
  reason: Record<Reason, string>;
  /** Beside each technical reason. */
  notAboutYou: string;
  tryAgainIn(wait: string): string;
  tryAgainOnline: string;
  tryNow: string;
  clockCorrected(by: string, ahead: boolean): string;
  clockDoubtful: string;
  clockEstimated: string;
  /** `who` is the contact: the issuer's name and telephone number. */
  trouble: Record<Trouble, (who: string) => string>;
  eligibleFrom(time: string): string;
  issuer: string;
  call(telephone: string): string;
  contactPage: string;
  venueCode: string;
  venueCodeAim: string;
  venueCodeWrong: string;
  venueAnswered: string;
  venueEnd: string;
  cameraDenied: string;
  cameraMissing: string;
  welcome: string;
  welcomeWhat: string[];
  signIn: string;
  signInAgain: string;
  noPartner: string;
  connecting: string;
  lost: Topic;
  demoTitle: string;
  demoWarning: string;
  demoSearch: string;
  demoNoResults: string;
  demoWhose: string;
  demoMine: string;
  demoOther: string;
  demoLabel: string;
  demoChoose(name: string): string;
  starting: string;
  cannotStart: string;
  cannotStore: string;
  openAgain: string;
  whose: string;
  paper: PaperMessages;
  outlook: OutlookMessages;
  queue: QueueMessages;
  help: string;
  helpTopics: Topic[];
  privacy: string;
  privacyTopics: Topic[];
  install: InstallMessages;
  print: string;
  noLivePrint: string;
  span(seconds: number): string;
}

/** Texts about paper passes. */
export interface PaperMessages {
  /** What one is called. */
  name: string;
  take: string;
  aim: string;
  photo: string;
  paste: string;
  pasteField: string;
  pasteRead: string;
  noCodeInPhoto: string;
  notAPhoto: string;
  no: Record<NotAPaper["kind"], string>;
  found: string;
  label: string;
  keep: string;
  another: string;
  codeOf(name: string): string;
  withCard: string;
  whatItIs: string;
  birthday(monthAndDay: string): string;
  validFrom(time: string): string;
  validUntil(time: string): string;
  status: Record<Exclude<PaperStatus, "good" | "not_genuine">, (who: string) => Topic>;
  removeSure(name: string): string;
}

/** Where a pass is good. `time` is a day, or a day with a time. */
export interface OutlookMessages {
  title: string;
  /** `day`: that of the data. */
  whatItIs(day: string): string;
  timesIn(zone: string): string;
  nowFor(days: number): string;
  nowUntil(time: string): string;
  from(time: string): string;
  fromUntil(from: string, until: string): string;
  notNow: string;
  /** Of a place whose rules begin later. */
  notThen: string;
  begins(time: string): string;
  /** Before the rules' own words: why not at all, why not before the beginning, why not after the end. */
  because: string;
  before: string;
  afterwards: string;
  /** The rules end, and no others follow. */
  endsWithout: string;
  paperEnds: string;
  cannotTell: string;
  cannotTellPlace: string;
  cannotTellBefore: string;
  cannotTellAfter: string;
  why: Record<NoOutlook, string>;
  /** `who` is the contact. */
  wrongRecord(who: string): string;
  /** Before the names of places. */
  endsSoon(until: string): string;
  morePlaces(count: number): string;
  next(record: NextRecord): string;
  dismiss: string;
}

/** How the wallet gets onto the home screen. */
export interface InstallMessages {
  title: string;
  why: string;
  button: string;
  done: string;
  ios: string[];
  menu: string[];
}

/** The waiting room. Counts are formatted, and `isRough` if they are rounded; times and spans are texts. */
export interface QueueMessages {
  /** Why passes do not come at once. */
  why: string;
  yourPlace: string;
  place(count: string, isRough: boolean): string;
  ahead(count: string, isRough: boolean): string;
  nobodyAhead: string;
  /** How long it takes: the least and the most minutes. */
  wait(from: number, until: number): string;
  waitUnknown: string;
  keep: string;
  /** `window`: how long the turn lasts. */
  comeBack(window: string): string;
  /** When the place was read, by the service's clock. */
  readAt(time: string): string;
  readsAgain(pause: string): string;
  order: string;
  joined: string;
  looking: string;
  offline: string;
  unread: string;
  before: string;
  opensAt: string;
  present(count: string, isRough: boolean): string;
  draw: string;
  pausedTitle: string;
  paused: string;
  turn: string;
  turnTrouble: string;
  /** The turn passed, and the wallet joined again. */
  again: string;
  /** The room takes nobody in any more. */
  closed: string;
  notify: string;
  notified: string;
  notice: { title: string; body: string };
}
