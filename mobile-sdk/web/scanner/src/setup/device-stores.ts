/** A place in the browser that may be lost. */
export interface DeviceStore {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

/** The places in this browser for a name: if one is lost, the other restores it. */
export const storesOf = (name: string): readonly DeviceStore[] => [
  {
    read: async () => localStorage.getItem(name),
    write: async (text) => localStorage.setItem(name, text),
  },
  {
    read: async () => (await (await caches.open(name)).match(`./${name}`))?.text() ?? null,
    write: async (text) => (await caches.open(name)).put(`./${name}`, new Response(text)),
  },
];
