import { frameOf } from "@haetae/sdk";

/** How often a frame is read, in milliseconds. */
const LOOK = 150;

/** Why there is no picture. */
export class CameraError extends Error {
  constructor(readonly kind: "denied" | "missing") {
    super(kind);
  }
}

/** Shows the camera in `video` and reports every code that it reads. The returned function ends it. */
export async function openCamera(video: HTMLVideoElement, found: (text: string) => Promise<void>): Promise<() => void> {
  const stream = await openStream();
  // The decoder is large and rarely needed: it is loaded here.
  const { scanEngine } = await import("@haetae/sdk/scan");
  const engine = await scanEngine();
  let ended = false;
  const end = () => {
    ended = true;
    for (const track of stream.getTracks()) track.stop();
    engine.close();
  };
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const look = async () => {
    if (ended) return;
    if (video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth > 0) {
      const text = await engine.scan(await frameOf(video), "frame").catch(() => undefined);
      if (text !== undefined && !ended) await found(text);
    }
    setTimeout(() => void look(), LOOK);
  };
  void look();
  return end;
}

async function openStream(): Promise<MediaStream> {
  const devices = navigator.mediaDevices;
  if (devices?.getUserMedia === undefined) throw new CameraError("missing");
  try {
    return await devices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
  } catch (error) {
    throw new CameraError(error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing");
  }
}
