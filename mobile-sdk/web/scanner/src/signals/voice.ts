import type { Language } from "../messages/messages";

const TAGS: Readonly<Record<Language, string>> = { ko: "ko-KR", en: "en-GB" };

/** Whether this device can speak a language without a network. */
export function canSpeak(language: Language): boolean {
  return voiceOf(language) !== undefined;
}

/** Speaks a text, and interrupts the one before. Without a voice for the language it stays silent: the tones remain. */
export function speak(text: string, language: Language): void {
  const voice = voiceOf(language);
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = TAGS[language];
  words.voice = voice;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

/** A voice on the device is preferred to one on the network. */
function voiceOf(language: Language): SpeechSynthesisVoice | undefined {
  if (typeof speechSynthesis === "undefined") return undefined;
  const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith(language));
  return voices.find((voice) => voice.localService) ?? voices[0];
}
