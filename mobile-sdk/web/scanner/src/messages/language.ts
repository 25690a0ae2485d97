/** The languages of the screens. */
export type Language = "ko" | "en";
