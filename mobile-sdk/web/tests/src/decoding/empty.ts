import type { Picture } from "./picture.js";
import { Seeded } from "./random.js";

/** What a camera sees most of the time: no code. Each at 640 x 480 and at 1280 x 720. */
export function* empty(seed = 2022): Generator<Picture> {
  for (const [width, height] of [
    [640, 480],
    [1280, 720],
  ] as const) {
    for (const [kind, greyAt] of Object.entries(scenes(new Seeded(seed), width, height))) {
      const grey = new Uint8Array(width * height);
      for (let at = 0; at < grey.length; at += 1)
        grey[at] = Math.max(0, Math.min(255, greyAt(at % width, Math.floor(at / width))));
      yield { name: `${kind}-${width}`, text: undefined, width, height, grey };
    }
  }
}

function scenes(random: Seeded, width: number, height: number): Record<string, (x: number, y: number) => number> {
  const boxes = Array.from({ length: 200 }, () => {
    const [left, top] = [random.between(0, width), random.between(0, height)];
    return {
      left,
      top,
      right: left + random.between(10, width / 5),
      bottom: top + random.between(10, height / 3),
      grey: random.between(20, 235),
    };
  });
  const noise = (): number => 3 * random.normal();
  return {
    wall: () => 190 + noise(),
    "wall in a dim light": () => 40 + 12 * random.normal(),
    shadow: (x, y) => 60 + (140 * (x + y)) / (width + height) + noise(),
    boxes: (x, y) =>
      (boxes.findLast((box) => x >= box.left && x < box.right && y >= box.top && y < box.bottom)?.grey ?? 128) +
      noise(),
    // Lines of words, five pixels high.
    print: (x, y) =>
      (y % 12 < 5 && Math.imul((x >> 1) ^ (Math.floor(y / 12) * 977), 0x9e3779b1) >>> 28 < 7 ? 50 : 220) + noise(),
    noise: () => 128 + 80 * random.normal(),
  };
}
