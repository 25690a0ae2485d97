import type { Engine } from "./engine/core.js";

/** As many bytes of a file say what it is. */
const HEAD = 1_024;

/** A file that is no picture that this browser can show. It says nothing about a visitor. */
export class NotAPicture extends Error {
  /** What it is (`HEIC`, `PDF`, `TIFF` and so on; a damaged picture by its kind too); `undefined` where nobody can tell. */
  readonly kind: string | undefined;

  constructor(kind: string | undefined) {
    super(kind === undefined ? "the file is no picture" : `a ${kind} file that this browser cannot show`);
    this.name = "NotAPicture";
    this.kind = kind;
  }
}

/** The picture in a file, for `Scanner.picture`. Fails with `NotAPicture` where the browser cannot show it. */
export async function openPicture(engine: Engine, file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new NotAPicture(await engine.fileKind(new Uint8Array(await file.slice(0, HEAD).arrayBuffer())));
  }
}
