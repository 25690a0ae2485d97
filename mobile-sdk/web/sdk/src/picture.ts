import type { Engine } from "./engine/core.js";

/** This many bytes are enough to know the format of a file. */
const HEAD = 1_024;

/** A file that this browser cannot show as a picture. It says nothing about a visitor. */
export class NotAPicture extends Error {
  /** Its format (`HEIC`, `PDF`, `TIFF` and so on; that of a damaged picture too); `undefined` if unknown. */
  readonly kind: string | undefined;

  constructor(kind: string | undefined) {
    super(kind === undefined ? "the file is no picture" : `a ${kind} file that this browser cannot show`);
    this.name = "NotAPicture";
    this.kind = kind;
  }
}

/** The picture in a file, for `Scanner.picture`. Fails with `NotAPicture` if the browser cannot show it. */
export async function openPicture(engine: Engine, file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new NotAPicture(await engine.fileKind(new Uint8Array(await file.slice(0, HEAD).arrayBuffer())));
  }
}
