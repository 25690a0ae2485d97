import type { Words } from "./words.js";

const many = (number: number, unit: string) => `${number} ${unit}${number === 1 ? "" : "s"}`;

export const en: Words = {
  language: "en",
  otherLanguage: "한국어",
  title: "Haetae wallet",
  codeOf: (name) => `QR code of ${name}. It changes every 15 seconds.`,
  secondsLeft: (seconds) => `New code in ${many(seconds, "second")}`,
  brightness: "A brighter screen is read faster",
  me: "Me",
  addSomebody: "Add a pass",
  remove: "Remove from this phone",
  removeSure: (name) => `Remove the passes of ${name} from this phone? Signing in again brings new ones.`,
  yesRemove: "Remove",
  cancel: "Keep",
  back: "Back",
  close: "Close",
  passFor: (day) => `Pass for ${day}`,
  coveredUntil: (day) => `Offline until ${day}`,
  notPromised: (day) => `Passes until ${day} are here. This browser does not promise to keep them: add the wallet to your home screen.`,
  offlineNow: "Offline now",
  fetching: "Fetching your passes",
  fetchingMore: "Fetching passes for the days ahead",
  replaced: "The issuer has changed its keys, and venues may not take this code any more. A new one comes by itself in a few minutes. Nothing about you or your records has changed.",
  getNow: "Get it now",
  noCodeYet: "There is no code to show yet",
  cannotFetch: "The service could not answer just now. This says nothing about you or your records. The wallet tries again by itself.",
  tryAgainIn: (wait) => `Next try in ${wait}`,
  tryNow: "Try now",
  clockCorrected: (by, ahead) => `The phone's clock is ${by} ${ahead ? "fast" : "slow"}. Codes are made with the service's time.`,
  clockDoubtful: "The phone's clock seems to be wrong. Set it to automatic in the settings: with it as it is, codes may not be read.",
  trouble: {
    revoked: "The issuer took this pass back. The issuer can tell you why.",
    unknown: "The issuer has no record of you yet. It may arrive late; if it does not, please ask the issuer.",
    "no-evidence": "The issuer's record has no vaccination or test yet. It may be reported late; if it is not, please ask the issuer.",
    "sign-in-again": "You signed in long ago. Sign in again for new passes. Those that are here go on working.",
  },
  venueCode: "Answer a venue's QR",
  venueCodeAim: "Hold the venue's QR in the frame",
  venueCodeWrong: "This QR is not a venue's question",
  venueAnswered: "This code answers the venue's question",
  venueEnd: "Back to the usual code",
  cameraDenied: "The camera cannot be used. Allow it in the browser's settings.",
  cameraMissing: "There is no camera on this device.",
  welcome: "A pass that does not wait in line",
  welcomeWhat: [
    "It fetches two weeks of passes ahead, and shows them without the internet.",
    "This phone makes a new code every 15 seconds. A photo of it is worth nothing.",
    "This wallet keeps no record of where you have been.",
  ],
  signIn: "Begin",
  noPartner: "No way to sign in is connected to this service yet. Fetch your passes in the app that you use.",
  demoTitle: "Demo sign-in",
  demoWarning: "This is a demonstration. Everybody below is made up, and anybody can sign in as any of them.",
  demoSearch: "Find by name or number",
  demoNobody: "Nobody found",
  demoWhose: "Whose pass is it?",
  demoMine: "Mine",
  demoOther: "A child's or somebody else's",
  demoLabel: "What you call them (my eldest)",
  demoChoose: (name) => `Sign in as ${name}`,
  starting: "Opening",
  cannotStart: "The wallet could not be opened. Connect to the internet once and open it again.",
  whose: "Whose pass",
  span: (seconds) =>
    seconds < 90
      ? many(Math.round(seconds), "second")
      : seconds < 3570
        ? many(Math.round(seconds / 60), "minute")
        : seconds < 172_800
          ? many(Math.round(seconds / 3600), "hour")
          : many(Math.round(seconds / 86_400), "day"),
};
