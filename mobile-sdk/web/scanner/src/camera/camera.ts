import { backOff, type CameraProblem, cameraProblemOf } from "./problem";

/** The state of the camera. */
export type CameraState = "off" | "starting" | "on" | CameraProblem;

/** The abilities of the chosen camera. */
export interface CameraAbilities {
  readonly torch: boolean;
  readonly zoom: { readonly min: number; readonly max: number; readonly step: number } | null;
  /** Whether it faces the person who looks at the screen. */
  readonly facesUser: boolean;
  readonly deviceId: string;
}

/** A camera whose picture has not changed for this many milliseconds has died. */
const WITHOUT_FRAME = 5_000;

/** The scanner's camera: starts it, notices when it dies, and starts it again, for hours on end. */
export class Camera {
  #video: HTMLVideoElement;
  #changed: (state: CameraState, abilities: CameraAbilities | null) => void;
  #stream: MediaStream | null = null;
  #state: CameraState = "off";
  #wanted: { deviceId: string } | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #lastFrame = 0;
  #watch: ReturnType<typeof setInterval> | undefined;
  /** Grows with every start, so that a late answer to an earlier one is ignored. */
  #attempt = 0;

  constructor(video: HTMLVideoElement, changed: (state: CameraState, abilities: CameraAbilities | null) => void) {
    this.#video = video;
    this.#changed = changed;
  }

  /** Starts the camera with that id; without one, or if it is gone, one that faces away from the screen. */
  start(deviceId: string): void {
    this.#wanted = { deviceId };
    this.#failures = 0;
    navigator.mediaDevices?.addEventListener("devicechange", this.#again);
    document.addEventListener("visibilitychange", this.#again);
    void this.#open();
  }

  /** Stops it. */
  stop(): void {
    this.#wanted = null;
    navigator.mediaDevices?.removeEventListener("devicechange", this.#again);
    document.removeEventListener("visibilitychange", this.#again);
    this.#close();
    this.#set("off");
  }

  /** Reports that a picture has arrived. */
  frameArrived(at: number): void {
    this.#lastFrame = at;
  }

  /** Turns the light on or off, if there is one. */
  async torch(on: boolean): Promise<void> {
    await this.#apply({ torch: on });
  }

  /** Zooms, if the camera can. */
  async zoom(factor: number): Promise<void> {
    await this.#apply({ zoom: factor });
  }

  /** Tries again after a camera was allowed or plugged in. */
  readonly #again = () => {
    const broken = this.#state !== "on" && this.#state !== "starting" && this.#state !== "off";
    if (broken && document.visibilityState === "visible") void this.#open();
  };

  async #open(): Promise<void> {
    const wanted = this.#wanted;
    if (!wanted) return;
    this.#close();
    const attempt = ++this.#attempt;
    // An automatic retry does not flash, and is reported once.
    if (this.#failures === 0) this.#set("starting");
    try {
      const stream = await openStream(wanted.deviceId);
      if (attempt !== this.#attempt || this.#wanted !== wanted) return stopAll(stream);
      this.#stream = stream;
      this.#video.srcObject = stream;
      const track = stream.getVideoTracks()[0];
      track?.addEventListener("ended", () => this.#died(attempt));
      await this.#video.play();
      if (attempt !== this.#attempt) return;
      this.#failures = 0;
      this.#lastFrame = performance.now();
      this.#watch = setInterval(() => this.#look(attempt), 1_000);
      this.#set("on");
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(cameraProblemOf(error));
    }
  }

  #close(): void {
    this.#attempt++;
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    if (this.#stream) stopAll(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  #died(attempt: number): void {
    if (attempt === this.#attempt) this.#failed("died");
  }

  #look(attempt: number): void {
    const now = performance.now();
    // A hidden page gets no frames.
    if (document.visibilityState !== "visible") this.#lastFrame = now;
    if (now - this.#lastFrame > WITHOUT_FRAME) this.#died(attempt);
  }

  #failed(problem: CameraProblem): void {
    this.#close();
    this.#set(problem);
    // After a denial it is not asked again.
    if (problem === "denied") return;
    this.#retry = setTimeout(() => void this.#open(), backOff(this.#failures++));
  }

  #set(state: CameraState): void {
    this.#state = state;
    this.#changed(state, state === "on" && this.#stream ? abilitiesOf(this.#stream) : null);
  }

  async #apply(wish: { torch?: boolean; zoom?: number }): Promise<void> {
    try {
      await this.#stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [wish as MediaTrackConstraintSet] });
    } catch {
      // The camera does not do what it announces: the picture stays as it was.
    }
  }
}

/** The cameras of this device. They have names once one of them was allowed. */
export async function cameras(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices?.enumerateDevices();
  return (devices ?? []).filter((device) => device.kind === "videoinput");
}

async function openStream(deviceId: string): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new DOMException("no camera without HTTPS", "NotFoundError");
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const back = { video: { ...size, facingMode: { ideal: "environment" } }, audio: false };
  if (!deviceId) return navigator.mediaDevices.getUserMedia(back);
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { ...size, deviceId: { exact: deviceId } },
      audio: false,
    });
  } catch (error) {
    // The chosen camera was unplugged, or the browser has given it another id.
    if (cameraProblemOf(error) !== "none") throw error;
    return navigator.mediaDevices.getUserMedia(back);
  }
}

function abilitiesOf(stream: MediaStream): CameraAbilities {
  const track = stream.getVideoTracks()[0];
  const settings = track?.getSettings() ?? {};
  const can = (track?.getCapabilities?.() ?? {}) as {
    torch?: boolean;
    zoom?: { min: number; max: number; step: number };
  };
  const zoom = can.zoom && can.zoom.max > can.zoom.min ? can.zoom : null;
  return {
    torch: can.torch === true,
    zoom,
    facesUser: settings.facingMode === "user",
    deviceId: settings.deviceId ?? "",
  };
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
