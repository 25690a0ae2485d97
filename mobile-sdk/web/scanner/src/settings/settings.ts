import type { Language } from "../messages/messages";

/** What the venue's staff has chosen. It stays on this device. */
export interface Settings {
  readonly language: Language;
  readonly twoLanguages: boolean;
  readonly sound: boolean;
  readonly voice: boolean;
  readonly vibration: boolean;
  readonly useCamera: boolean;
  /** The chosen camera; empty for the one on the back. */
  readonly cameraId: string;
  /** Whether the picture is mirrored; `null` for what suits the camera. */
  readonly mirror: boolean | null;
  readonly zoom: number;
  readonly challenge: boolean;
}

const KEY = "haetae-scanner-settings";

/** The settings of a new device. */
export function defaults(languages: readonly string[]): Settings {
  const first = languages.find((tag) => /^(ko|en)\b/i.test(tag)) ?? "ko";
  return {
    language: first.toLowerCase().startsWith("en") ? "en" : "ko",
    twoLanguages: true,
    sound: true,
    voice: false,
    vibration: true,
    useCamera: true,
    cameraId: "",
    mirror: null,
    zoom: 1,
    challenge: false,
  };
}

/** The settings of this device; missing or invalid ones have their defaults. */
export function loadSettings(storage: Storage | null, languages: readonly string[]): Settings {
  const settings: Record<string, unknown> = { ...defaults(languages) };
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return defaults(languages);
    for (const [name, value] of Object.entries(kept)) {
      const fits = name === "mirror" ? typeof value === "boolean" : typeof value === typeof settings[name];
      if (name in settings && fits) settings[name] = value;
    }
    if (settings["language"] !== "ko" && settings["language"] !== "en") return defaults(languages);
    return settings as unknown as Settings;
  } catch {
    return defaults(languages);
  }
}

/** Stores the settings. A browser that stores nothing is no reason to stop. */
export function saveSettings(storage: Storage | null, settings: Settings): void {
  try {
    storage?.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Full or forbidden: the choice lasts until the page is closed.
  }
}
