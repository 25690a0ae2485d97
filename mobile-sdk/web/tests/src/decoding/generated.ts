import type { Engine } from "@haetae/sdk";

import { type Circumstances, draw, type Picture } from "./picture.js";
import { Seeded } from "./random.js";

/** Alphanumeric characters that fit a version with correction M, from version 8 to 15. */
const CHARACTERS = [221, 262, 311, 366, 419, 483, 528, 600] as const;
const ALPHABET = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"] as unknown as [string, ...string[]];

const PLAIN: Circumstances = { fill: 0.6, turn: 0, tilt: 0, blur: 0, noise: 2, dark: 25, light: 225, glare: 0 };

type Change = (random: Seeded) => Partial<Circumstances>;

/** What makes a picture hard, each by itself and all at once. */
const KINDS: Record<string, Change> = {
  size: (random) => ({ fill: random.between(0.3, 0.9) }),
  rotation: (random) => ({ turn: random.between(0, 360), fill: random.between(0.45, 0.65) }),
  perspective: (random) => ({
    tilt: random.between(0.1, 0.5),
    turn: random.between(-20, 20),
    fill: random.between(0.5, 0.8),
  }),
  blur: (random) => ({ blur: random.between(0.3, 1.6), fill: random.between(0.5, 0.9) }),
  noise: (random) => ({ noise: random.between(10, 60), fill: random.between(0.5, 0.9) }),
  glare: (random) => ({ glare: random.between(60, 230), fill: random.between(0.5, 0.9) }),
  contrast: (random) => {
    const dark = random.between(60, 150);
    return { dark, light: dark + random.between(12, 50), noise: random.between(0, 3), fill: random.between(0.5, 0.9) };
  },
  everything: (random) => ({
    fill: random.between(0.55, 0.85),
    turn: random.between(-30, 30),
    tilt: random.between(0, 0.25),
    blur: random.between(0, 0.7),
    noise: random.between(0, 15),
    dark: random.between(20, 80),
    light: random.between(140, 230),
    glare: random.between(0, 80),
  }),
};

/** The generated set: this many pictures of each kind and version, the same for the same seed. */
export async function* generated(engine: Pick<Engine, "qr">, each: number, seed = 2021): AsyncGenerator<Picture> {
  const random = new Seeded(seed);
  for (const [kind, change] of Object.entries(KINDS)) {
    for (const [version, characters] of CHARACTERS.entries()) {
      for (let number = 0; number < each; number += 1) {
        const text = `HP1:${Array.from({ length: characters - 4 }, () => random.pick(ALPHABET)).join("")}`;
        const frame = random.pick([
          [640, 480],
          [640, 480],
          [1280, 720],
        ] as const);
        const grey = draw(await engine.qr(text), { ...PLAIN, ...change(random) }, frame, random);
        yield { name: `${kind}-${version + 8}-${number}`, text, width: frame[0], height: frame[1], grey };
      }
    }
  }
}
