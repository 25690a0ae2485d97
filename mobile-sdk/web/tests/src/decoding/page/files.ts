import { greyOf, type Picture } from "../picture.js";

/** The photographs, where the page was served with them. */
export async function photographs(): Promise<Picture[]> {
  const answer = await fetch("photographs/names.json");
  if (!answer.ok) return [];
  const pictures: Picture[] = [];
  for (const name of (await answer.json()) as string[]) {
    const [file, text] = await Promise.all([
      fetch(`photographs/${name}`),
      fetch(`photographs/${name.replace(/png$/, "txt")}`),
    ]);
    pictures.push({ ...(await pictureOf(name, await file.blob())), text: await text.text() });
  }
  return pictures;
}

/** A picture of a file, without its text. */
export async function pictureOf(name: string, file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser cannot draw");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { name, text: undefined, width, height, grey: greyOf(context.getImageData(0, 0, width, height).data) };
}
