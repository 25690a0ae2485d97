import type { IssuerContact } from "../service/deployment.js";

/** Whom to ask, in a sentence: `질병관리청(1339)`, `Agency (1339)`; `fallback` where the operator named nobody. */
export function contactText(contact: IssuerContact | undefined, language: string, fallback: string): string {
  if (contact === undefined) return fallback;
  const { name, telephone } = contact;
  if (telephone === undefined) return name;
  return language === "en" ? `${name} (${telephone})` : `${name}(${telephone})`;
}
