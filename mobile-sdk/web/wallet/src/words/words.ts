import type { Trouble } from "../household/person.js";

/** Everything that the wallet says, in one language. */
export interface Words {
  language: string;
  otherLanguage: string;
  title: string;
  /** The code of somebody, for screen readers. */
  codeOf(name: string): string;
  secondsLeft(seconds: number): string;
  brightness: string;
  me: string;
  addSomebody: string;
  remove: string;
  removeSure(name: string): string;
  yesRemove: string;
  cancel: string;
  back: string;
  close: string;
  passFor(day: string): string;
  coveredUntil(day: string): string;
  notPromised(day: string): string;
  offlineNow: string;
  fetching: string;
  fetchingMore: string;
  replaced: string;
  getNow: string;
  noCodeYet: string;
  cannotFetch: string;
  tryAgainIn(wait: string): string;
  tryNow: string;
  clockCorrected(by: string, ahead: boolean): string;
  clockDoubtful: string;
  trouble: Record<Trouble, string>;
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
  noPartner: string;
  demoTitle: string;
  demoWarning: string;
  demoSearch: string;
  demoNobody: string;
  demoWhose: string;
  demoMine: string;
  demoOther: string;
  demoLabel: string;
  demoChoose(name: string): string;
  starting: string;
  cannotStart: string;
  whose: string;
  span(seconds: number): string;
}
