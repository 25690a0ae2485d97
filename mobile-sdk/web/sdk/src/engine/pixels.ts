import type { Frame, Pixels } from "./core.js";

/** Formats of a video frame that begin with a grey plane. */
const GREY_FIRST = ["I420", "I420A", "I422", "I444", "NV12"];
/** Formats of four bytes a pixel. With blue first the grey differs a little, and the code is still readable. */
const FOUR_BYTES = ["RGBA", "RGBX", "BGRA", "BGRX"];

/** The pixels of a frame. A bitmap or a video frame is closed. */
export async function pixelsOf(frame: Frame): Promise<Pixels> {
  if ("form" in frame) return frame;
  if ("data" in frame) return ofImageData(frame);
  try {
    // A frame that cannot be copied can still be drawn.
    const plain = "copyTo" in frame ? await ofVideoFrame(frame).catch(() => undefined) : undefined;
    return plain ?? ofDrawing(frame);
  } finally {
    frame.close();
  }
}

function ofImageData({ data, width, height }: ImageData): Pixels {
  return {
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    width,
    height,
    stride: width * 4,
    form: "rgba",
  };
}

/** Without a conversion through colours, if the camera delivers grey. */
async function ofVideoFrame(frame: VideoFrame): Promise<Pixels | undefined> {
  const { format, visibleRect } = frame;
  if (format === null || visibleRect === null) return undefined;
  const form = GREY_FIRST.includes(format) ? "grey" : FOUR_BYTES.includes(format) ? "rgba" : undefined;
  if (form === undefined) return undefined;
  const data = new Uint8Array(frame.allocationSize());
  const [plane] = await frame.copyTo(data);
  if (plane === undefined) return undefined;
  const { width, height } = visibleRect;
  // The colour planes that follow are not read.
  const end = plane.offset + plane.stride * (height - 1) + width * (form === "grey" ? 1 : 4);
  return { data: data.subarray(plane.offset, end), width, height, stride: plane.stride, form };
}

/** The longer side up to which a picture is read at its size; larger pictures of phones have no finer codes. */
const LONGER_SIDE = 4_096;

function ofDrawing(frame: VideoFrame | ImageBitmap): Pixels {
  const [fullWidth, fullHeight] =
    "displayWidth" in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height];
  const scale = Math.min(1, LONGER_SIDE / Math.max(fullWidth, fullHeight));
  const [width, height] = [Math.max(1, Math.round(fullWidth * scale)), Math.max(1, Math.round(fullHeight * scale))];
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser cannot draw in a worker: give ImageData");
  context.drawImage(frame, 0, 0, width, height);
  return ofImageData(context.getImageData(0, 0, width, height));
}
