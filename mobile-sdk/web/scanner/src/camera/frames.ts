/**
 * At most one frame per this many milliseconds: a code is read many times while it is shown, and a tablet stays cool.
 */
const BETWEEN_FRAMES = 66;

/** Calls `handle` with frames of a video, one at a time. Returns a function that stops it. */
export function eachFrame(
  video: HTMLVideoElement,
  handle: (video: HTMLVideoElement, at: number) => Promise<void>,
): () => void {
  let stopped = false;
  let pending = 0;

  const ask = () => {
    if (!stopped)
      pending =
        "requestVideoFrameCallback" in video ? video.requestVideoFrameCallback(take) : requestAnimationFrame(take);
  };
  const take = (at: number) => {
    if (stopped) return;
    const done = () => {
      const wait = at + BETWEEN_FRAMES - performance.now();
      if (wait > 0) setTimeout(ask, wait);
      else ask();
    };
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return done();
    handle(video, at).then(done, done);
  };

  ask();
  return () => {
    stopped = true;
    if ("cancelVideoFrameCallback" in video) video.cancelVideoFrameCallback(pending);
    else cancelAnimationFrame(pending);
  };
}
