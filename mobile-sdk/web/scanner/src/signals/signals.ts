import type { Outcome } from "@haetae/sdk";

/** One tone: hertz at its beginning and end, and when it sounds, in seconds from the first. */
export interface Tone {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly length: number;
  readonly wave: OscillatorType;
}

/** Three sounds that cannot be confused: one rises, two fall, one stays low. */
export const TONES: Readonly<Record<Outcome, readonly Tone[]>> = {
  admit: [{ from: 660, to: 990, start: 0, length: 0.18, wave: "sine" }],
  refuse: [
    { from: 520, to: 390, start: 0, length: 0.2, wave: "square" },
    { from: 390, to: 260, start: 0.26, length: 0.3, wave: "square" },
  ],
  unclear: [{ from: 220, to: 220, start: 0, length: 0.5, wave: "triangle" }],
};

/** The volume of each wave, so that the three sound equally loud. */
const GAIN: Readonly<Partial<Record<OscillatorType, number>>> = { sine: 0.5, triangle: 0.7, square: 0.18 };

/** Plays the sounds. A browser allows sound once the page was touched. */
export class Loudspeaker {
  #context: AudioContext | null = null;

  /** Whether the browser allows sound by now. */
  get isOpen(): boolean {
    return this.#context?.state === "running";
  }

  /** Asks the browser to allow sound; to be called when the page is touched. */
  async open(): Promise<void> {
    try {
      this.#context ??= new AudioContext({ latencyHint: "interactive" });
      if (this.#context.state !== "running") await this.#context.resume();
    } catch {
      // No sound on this device: colour, shape, text and vibration remain.
    }
  }

  /** Plays the sound of an outcome, if the browser allows it. */
  play(outcome: Outcome): void {
    const context = this.#context;
    if (context?.state !== "running") return;
    for (const tone of TONES[outcome]) {
      const begin = context.currentTime + tone.start;
      const end = begin + tone.length;
      const oscillator = new OscillatorNode(context, { type: tone.wave, frequency: tone.from });
      oscillator.frequency.linearRampToValueAtTime(tone.to, end);
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, begin);
      volume.gain.linearRampToValueAtTime(GAIN[tone.wave] ?? 0.5, begin + 0.015);
      volume.gain.setTargetAtTime(0, end - 0.04, 0.015);
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(begin);
      oscillator.stop(end + 0.1);
    }
  }
}

/** Milliseconds on, off, on: one short, two long, three short. */
export const VIBRATION: Readonly<Record<Outcome, number[]>> = {
  admit: [80],
  refuse: [300, 120, 300],
  unclear: [90, 90, 90, 90, 90],
};

/** Vibrates for an outcome, if the device can. */
export function vibrate(outcome: Outcome): void {
  navigator.vibrate?.(VIBRATION[outcome]);
}
