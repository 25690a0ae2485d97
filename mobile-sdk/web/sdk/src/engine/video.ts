/** The longer side, in pixels, up to which a camera's picture is read at its size. */
const LARGEST = 1_920;
/** The longer side to which larger ones are scaled. */
const SCALED_SIDE = 1_280;

/**
 * The current picture of a video, to be read as a frame. If the browser can, it is a `VideoFrame`, which contains grey
 * already: nothing is drawn or converted.
 */
export async function frameOf(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap> {
  const { videoWidth: width, videoHeight: height } = video;
  const longer = Math.max(width, height);
  if (longer > LARGEST) {
    const scale = SCALED_SIDE / longer;
    return createImageBitmap(video, {
      resizeWidth: Math.round(width * scale),
      resizeHeight: Math.round(height * scale),
      resizeQuality: "medium",
    });
  }
  if (!("VideoFrame" in globalThis)) return createImageBitmap(video);
  try {
    return new VideoFrame(video);
  } catch {
    return createImageBitmap(video);
  }
}
