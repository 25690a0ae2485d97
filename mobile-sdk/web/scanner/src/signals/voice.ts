import type { Language } from "../messages/messages";

const TAGS: Readonly<Record<Language, string>> = { ko: "ko-KR", en: "en-GB" };

/** Whether this device can speak a language without a network. */
export function canSpeak(language: Language): boolean {
  return voiceOf(language) !== undefined;
}

/** Says something instead of what is being said. Without a voice for the language nothing is said: the tones are left. */
export function speak(text: string, language: Language): void {
  const voice = voiceOf(language);
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = TAGS[language];
  words.voice = voice;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

/** A voice on the device is taken before one on the network. */
function voiceOf(language: Language): SpeechSynthesisVoice | undefined {
  if (typeof speechSynthesis === "undefined") return undefined;
  const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith(language));
  return voices.find((voice) => voice.localService) ?? voices[0];
}
