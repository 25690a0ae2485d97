/** A file that this browser cannot open as a picture: a PDF, or an iPhone's HEIC in other browsers. */
export class UnreadablePhoto extends Error {}

/** The text of the code in a photo; `undefined` if there is none. It is read on this phone, and sent nowhere. */
export async function readPhoto(file: Blob): Promise<string | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch (error) {
    throw new UnreadablePhoto("the browser opens no picture", { cause: error });
  }
  const { scanEngine } = await import("@haetae/sdk/scan");
  const engine = await scanEngine();
  try {
    return await engine.scan(picture, "picture");
  } finally {
    engine.close();
  }
}
