import type { Matrix } from "@haetae/sdk";

import type { Seeded } from "./random.js";

/** A picture in greys, and the text of the code in it, if there is one. */
export interface Picture {
  name: string;
  text: string | undefined;
  width: number;
  height: number;
  grey: Uint8Array;
}

/** The greys of pixels of red, green, blue and opacity. */
export function greyOf(data: ArrayLike<number>): Uint8Array {
  const grey = new Uint8Array(data.length / 4);
  for (let at = 0; at < grey.length; at += 1) {
    const [red, green, blue] = [data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0];
    grey[at] = (red * 77 + green * 150 + blue * 29) >> 8;
  }
  return grey;
}

/** What a camera does to a code. */
export interface Circumstances {
  /** The part of the frame's shorter side that the code takes, with its quiet zone: 0.3 to 0.9. */
  fill: number;
  /** Degrees. */
  turn: number;
  /** How much shorter the far side is: 0 to about 0.3. */
  tilt: number;
  /** Radius of a box blur, three times over, in pixels. */
  blur: number;
  /** Deviation of the noise, in greys. */
  noise: number;
  /** Greys of dark and light. */
  dark: number;
  light: number;
  /** Greys that a reflection adds in its middle; its width is a quarter of the frame's. */
  glare: number;
}

/** Draws a code as a camera sees it. */
export function draw(
  matrix: Matrix,
  { fill, turn, tilt, blur, noise, dark, light, glare }: Circumstances,
  [width, height]: readonly [number, number],
  random: Seeded,
): Uint8Array {
  const size = Math.min(width, height) * fill;
  const angle = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const modules = matrix.width + 8;
  const module = (x: number, y: number): number => {
    // From the frame to the plane of the code: turned, then tilted around its horizontal axis.
    const [u, v] = [(x * cos + y * sin) / size, (y * cos - x * sin) / size];
    const depth = 1 - tilt * v;
    const [column, row] = [(u / depth + 0.5) * modules - 4, (v / depth + 0.5) * modules - 4];
    const inside = column >= 0 && row >= 0 && column < matrix.width && row < matrix.width;
    return inside && matrix.modules[Math.floor(row) * matrix.width + Math.floor(column)] === 1 ? dark : light;
  };
  const [shiftX, shiftY] = [random.between(-0.04, 0.04) * width, random.between(-0.04, 0.04) * height];
  const plane = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // Four places in each pixel.
      const [left, top] = [x + 0.25 - width / 2 - shiftX, y + 0.25 - height / 2 - shiftY];
      const sum = module(left, top) + module(left + 0.5, top) + module(left, top + 0.5) + module(left + 0.5, top + 0.5);
      plane[y * width + x] = sum / 4;
    }
  }
  for (let pass = 0; pass < 3; pass += 1) blurred(plane, width, height, blur);
  const [glareX, glareY] = [random.between(0.25, 0.75) * width, random.between(0.25, 0.75) * height];
  const reach = (width / 8) ** 2;
  const grey = new Uint8Array(plane.length);
  for (let at = 0; at < plane.length; at += 1) {
    const [x, y] = [(at % width) - glareX, Math.floor(at / width) - glareY];
    const reflected = glare === 0 ? 0 : glare * Math.exp(-(x * x + y * y) / reach);
    grey[at] = Math.max(0, Math.min(255, (plane[at] ?? 0) + reflected + noise * random.normal()));
  }
  return grey;
}

/** A box blur, along the rows and then along the columns; the radius may be a fraction. */
function blurred(plane: Float32Array, width: number, height: number, radius: number): void {
  if (radius <= 0) return;
  lines(plane, height, width, width, 1, radius);
  lines(plane, width, height, 1, width, radius);
}

function lines(
  plane: Float32Array,
  count: number,
  length: number,
  nextLine: number,
  step: number,
  radius: number,
): void {
  const whole = Math.floor(radius);
  const rest = radius - whole;
  const line = new Float32Array(length);
  for (let start = 0; start < count * nextLine; start += nextLine) {
    for (let at = 0; at < length; at += 1) line[at] = plane[start + at * step] ?? 0;
    const value = (at: number): number => line[Math.max(0, Math.min(length - 1, at))] ?? 0;
    for (let at = 0; at < length; at += 1) {
      let sum = rest * (value(at - whole - 1) + value(at + whole + 1));
      for (let near = at - whole; near <= at + whole; near += 1) sum += value(near);
      plane[start + at * step] = sum / (2 * radius + 1);
    }
  }
}
