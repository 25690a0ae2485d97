/** The longer side, in pixels, up to which a camera's picture is read as it is. */
const LARGEST = 1_920;
/** The longer side of what larger ones are made into. */
const SCALED_SIDE = 1_280;

/**
 * What a video shows now, to be read as a frame. Where the browser can, it is a `VideoFrame`, whose greys are there already: nothing
 * is drawn, and no colours are made of it.
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
