import type { Messages } from "./messages.js";

/** Paper passes, help, privacy, installing and printing in English. */
export const enTopics: Pick<
  Messages,
  "paper" | "help" | "helpTopics" | "privacy" | "privacyTopics" | "install" | "print" | "noLivePrint"
> = {
  paper: {
    name: "Paper pass",
    take: "Add a paper pass",
    aim: "Hold the QR of the paper pass in the frame.",
    photo: "Choose a photo",
    paste: "Paste the text",
    pasteField: "Text that begins with HT1:",
    pasteRead: "Check",
    noCodeInPhoto: "No QR code was found in the photo. Choose one that shows the whole code sharply.",
    notAPhoto: "This file cannot be opened. Choose a PNG or JPEG photo.",
    no: {
      live: "This is another phone's live code. It changes every 15 seconds, so it cannot be saved. Scan the QR of a paper pass.",
      "phone-pass": "This is a copy of a phone's pass. It works only on the phone that it was issued to.",
      challenge: "This is a venue's QR. Scan the QR of a paper pass.",
      setup: "This QR sets up a venue's device. Scan the QR of a paper pass.",
      "not-genuine": "The issuer of this service did not issue this pass, so it was not saved.",
      other: "This is not the QR of a vaccination or test pass. Scan the QR of a paper pass.",
    },
    found: "The paper pass has been read",
    label: "Name to show (for example: Grandma)",
    keep: "Save on this phone",
    another: "Scan another",
    codeOf: (name) => `QR code of the paper pass of ${name}`,
    withCard: "Show it with the holder's identity card.",
    whatItIs: "This is the same QR as on the paper. It does not change, so the venue also checks the identity card.",
    birthday: (monthAndDay) => `Birthday (month-day) ${monthAndDay}`,
    validFrom: (time) => `Valid from ${time}`,
    validUntil: (time) => `Valid until ${time}`,
    status: {
      unchecked: () => ({
        title: "Not checked yet",
        text: ["When you are online, the wallet checks whether the pass has been revoked. You can show it now."],
      }),
      not_yet: () => ({ title: "Not valid yet", text: ["You can use it from its start time."] }),
      expired: (who) => ({ title: "This pass has expired", text: [`Ask ${who} for a new paper pass.`] }),
      revoked: (who) => ({ title: "This pass has been revoked", text: [`Ask ${who} for the reason.`] }),
      replaced: (who) => ({
        title: "This pass must be issued again",
        text: [
          `The issuer has changed its signing key. Ask ${who} for a new paper pass. The records have not changed.`,
        ],
      }),
    },
    removeSure: (name) => `Delete the paper pass of ${name} from this phone? You can add it again from the paper.`,
  },
  help: "Help",
  helpTopics: [
    {
      title: "How do I show my code?",
      text: [
        "Open the wallet to see your code. Show the screen to the venue's device or staff. You do not need internet.",
      ],
    },
    {
      title: "Why does a screenshot not work?",
      text: [
        "The code changes every 15 seconds and is valid for about a minute. Open the wallet and show the current code.",
      ],
    },
    {
      title: "When do I scan a venue's QR?",
      text: [
        "Only when the venue asks you to scan the QR on its screen first. Show the code that then appears within two minutes.",
      ],
    },
    {
      title: "My code does not scan.",
      text: [
        "Make the screen brighter and avoid reflections on the glass.",
        "Check that the phone's date and time are set to automatic.",
      ],
    },
    {
      title: "My passes are gone.",
      text: ["Sign in again to get new ones. The issuer still has your records. Scan paper passes again."],
    },
    {
      title: "Can I save my family's passes?",
      text: [
        "Use ‘Add a pass’ for a child or someone else. Scan a paper pass with ‘Add a paper pass’, and show it with the holder's identity card.",
      ],
    },
    {
      title: "What if someone has no phone?",
      text: ["The issuer can print a paper pass. It is valid for up to two weeks."],
    },
    {
      title: "Why do I have to wait?",
      text: [
        "When very many people ask for passes at once, they are issued in turn. Your place is kept if you close the page, and reloading does not make it faster. Passes that you already have work in the meantime.",
      ],
    },
  ],
  privacy: "Privacy",
  privacyTopics: [
    {
      title: "What is saved",
      text: [
        "Passes, masked names and the names that you chose are saved on this phone only. The signing keys never leave it.",
      ],
    },
    {
      title: "What is sent",
      text: [
        "To get passes, the proof of your sign-in and public keys are sent to the issuing service. About once a day the wallet gets public files that are the same for everyone. It does not send whose passes are on this phone.",
      ],
    },
    {
      title: "What is not sent",
      text: [
        "The wallet does not record or send where you have been, or when. Camera pictures and photos are read on this phone only and are not saved. There is no tracking and no advertising.",
      ],
    },
    {
      title: "What a venue sees",
      text: [
        "The venue's device checks the vaccination or test in the code without internet. A paper pass also carries the masked name and the birthday (month and day).",
      ],
    },
    {
      title: "Deleting",
      text: [
        "‘Delete from this phone’ deletes the passes and their keys. Ask the issuer about the records that it keeps.",
      ],
    },
  ],
  install: {
    title: "Add to the home screen",
    why: "On the home screen the wallet opens like an app, and the browser is less likely to delete the passes.",
    button: "Add to the home screen",
    done: "The wallet is on the home screen.",
    ios: [
      "In Safari, tap the share button at the bottom or top.",
      "Tap ‘Add to Home Screen’ in the list.",
      "Tap ‘Add’ at the top right.",
    ],
    menu: ["Open the browser's menu (⋮).", "Tap ‘Add to home screen’ or ‘Install app’."],
  },
  print: "Print",
  noLivePrint: "A live code changes every 15 seconds and cannot be used on paper. Ask the issuer for a paper pass.",
};
