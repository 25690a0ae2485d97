import { enOutlook } from "./en-outlook.js";
import { enQueue } from "./en-queue.js";
import { enTopics } from "./en-topics.js";
import type { Messages } from "./messages.js";

const many = (number: number, unit: string) => `${number} ${unit}${number === 1 ? "" : "s"}`;

export const en: Messages = {
  ...enTopics,
  outlook: enOutlook,
  queue: enQueue,
  language: "en",
  otherLanguage: "한국어",
  title: "Haetae wallet",
  codeOf: (name) => `QR code of ${name}. It changes every 15 seconds.`,
  secondsLeft: (seconds) => `New code in ${many(seconds, "second")}`,
  brightness: "A brighter screen is read faster.",
  me: "Me",
  addPass: "Add a pass",
  remove: "Delete from this phone",
  removeSure: (name) => `Delete the passes of ${name} from this phone? You can get new ones by signing in again.`,
  yesRemove: "Delete",
  cancel: "Cancel",
  back: "Back",
  passFor: (day) => `Pass for ${day}`,
  availableOffline: (day) => `Works offline until ${day}`,
  notPromised: (day) =>
    `Passes until ${day} are saved. This browser may delete saved data, so add the wallet to your home screen.`,
  offlineNow: "Offline",
  fetching: "Getting your passes",
  fetchingMore: "Getting passes for the days ahead.",
  replaced:
    "The issuer has changed its signing key, so some venues may not accept this code. You will get a new pass automatically in a few minutes. Your records have not changed.",
  getNow: "Get it now",
  noCodeYet: "There is no code to show yet",
  allOver: (today) =>
    `This phone's date is ${today}, and all saved passes are for earlier days. If the date is wrong, set date and time to automatic in the settings. If it is right, connect to the internet to get new passes.`,
  reason: {
    offline: "You are offline. Turn on Wi-Fi or mobile data.",
    unreachable: "The service cannot be reached. Check your internet connection.",
    portal:
      "You are connected to a network, but not to the service. Open the Wi-Fi's sign-in page and sign in, or use mobile data.",
    busy: "The service is busy. Please wait a moment.",
    storage:
      "The passes could not be saved on this phone. Check that there is free space and that this is not a private window.",
    failed: "The service has a temporary problem.",
  },
  notAboutYou: "There is nothing wrong with your records.",
  tryAgainIn: (wait) => `Tries again automatically in ${wait}.`,
  tryAgainOnline: "Tries again automatically when you are online.",
  tryNow: "Try now",
  clockCorrected: (by, ahead) =>
    `The phone's clock is ${by} ${ahead ? "fast" : "slow"}. Codes are made with the service's time.`,
  clockDoubtful:
    "The phone's clock seems to be wrong, and codes may not be accepted. Set date and time to automatic in the settings.",
  clockEstimated:
    "The phone's date or time is wrong. This code is made with the time of the last connection and may not be accepted. Set date and time to automatic in the settings.",
  trouble: {
    revoked: (who) => `This pass has been revoked. Ask ${who} for the reason.`,
    unknown: (who) =>
      `The issuer has no record of you yet. It can take time for records to arrive. If this does not change, contact ${who}.`,
    "no-evidence": (who) =>
      `There is no vaccination or test on record yet. It can take time for records to arrive. If this does not change, contact ${who}.`,
    "not-eligible": (who) =>
      `By the rules you cannot get a pass at present. If they do not fit your records, contact ${who}.`,
    "not-yet-eligible": (who) => `You cannot get a pass yet. If the rules do not fit your records, contact ${who}.`,
    "sign-in-again": () =>
      "You signed in too long ago to get new passes. Please sign in again. The passes that you have still work.",
    "another-phone": () =>
      "Passes for these days are already on several phones. To get them on this phone too, please sign in again, so that the issuer knows it is you. The passes on your other phones still work.",
  },
  eligibleFrom: (time) => `You can get it from ${time} on.`,
  issuer: "the issuer",
  call: (telephone) => `Call ${telephone}`,
  contactPage: "Open the help page",
  venueCode: "Scan the venue's QR",
  venueCodeAim: "Hold the QR on the venue's screen in the frame.",
  venueCodeWrong: "This is not a venue's QR. Scan the one on the screen of the venue's device.",
  venueAnswered: "This code is for this venue. Show it to the venue's device.",
  venueEnd: "Back to the usual code",
  cameraDenied: "The camera cannot be used. Allow it in the browser's settings.",
  cameraMissing: "There is no camera on this device.",
  welcome: "Your vaccination and test pass, ready without internet",
  welcomeWhat: [
    "Passes for two weeks are saved ahead and work without internet.",
    "This phone makes a new code every 15 seconds. Screenshots do not work.",
    "The wallet does not record where you have been.",
  ],
  signIn: "Get started",
  signInAgain: "Sign in again",
  noPartner: "This service has no sign-in yet. Get your passes in the app that you usually use.",
  connecting: "Connecting to the service",
  lost: {
    title: "Your saved passes are gone",
    text: [
      "The browser has deleted what was saved on this phone. This can happen when the wallet has not been opened for a long time or storage is full. The issuer still has your records.",
      "Sign in again to get new passes. Scan paper passes again from the paper. On the home screen the wallet is less likely to lose them.",
    ],
  },
  demoTitle: "Demo sign-in",
  demoWarning: "This is a demonstration. The people below are not real, and anyone can sign in as any of them.",
  demoSearch: "Find by name or number",
  demoNoResults: "No results.",
  demoWhose: "Whose pass is it?",
  demoMine: "Mine",
  demoOther: "A child's or someone else's",
  demoLabel: "Name to show (for example: my daughter)",
  demoChoose: (name) => `Sign in as ${name}`,
  starting: "Opening the wallet",
  cannotStart:
    "The wallet could not be opened. Connect to the internet and open it again. Saved passes have not been deleted.",
  cannotStore:
    "The browser cannot open this phone's storage, so the wallet cannot be used. If this is a private window, use a normal one. If storage is full, free some space and open it again.",
  openAgain: "Open again",
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
