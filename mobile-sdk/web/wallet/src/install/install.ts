/** Chromium's event for a page that can be installed. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
  readonly userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}

/**
 * How this browser installs the wallet: it is installed already; by a button; by the share menu of iPhone and iPad; by
 * the browser's menu.
 */
export type Way = "installed" | "button" | "ios" | "menu";

/** Whether and how the wallet gets onto the home screen. Sends `change`. */
export class Install extends EventTarget {
  #prompt: InstallPrompt | undefined;
  #isDone: boolean;

  constructor(private readonly place: Window = window) {
    super();
    this.#isDone = isStandalone(place);
    place.addEventListener("beforeinstallprompt", (event) => {
      // It is offered on its own page, not over the code.
      event.preventDefault();
      this.#prompt = event as InstallPrompt;
      this.dispatchEvent(new Event("change"));
    });
    place.addEventListener("appinstalled", () => {
      this.#prompt = undefined;
      this.#isDone = true;
      this.dispatchEvent(new Event("change"));
    });
  }

  get way(): Way {
    if (this.#isDone) return "installed";
    if (this.#prompt !== undefined) return "button";
    return isApple(this.place.navigator) ? "ios" : "menu";
  }

  /** Asks the browser to install it. A browser asks once: then it is in its menu. */
  async ask(): Promise<void> {
    const prompt = this.#prompt;
    this.#prompt = undefined;
    await prompt?.prompt();
    if ((await prompt?.userChoice)?.outcome === "accepted") this.#isDone = true;
    this.dispatchEvent(new Event("change"));
  }
}

function isStandalone(place: Window): boolean {
  const { standalone } = place.navigator as { standalone?: boolean };
  return standalone === true || place.matchMedia("(display-mode: standalone)").matches;
}

/** An iPad reports itself as a Mac, but has a touch screen. */
function isApple({ userAgent, maxTouchPoints }: Navigator): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
}
