import { expect, test } from "vitest";
import { fingerprint, readDeployment, readSetupLink, sameRoots } from "./link";

const key = (letter: string) => ({ kty: "OKP", crv: "Ed25519", x: letter.repeat(43) }) as const;
const deployment = {
  roots: { threshold: 2, keys: [key("A"), key("B"), key("C")] },
  origin: "https://pass.example.org",
};
const link = (value: unknown) => {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const encoded = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return `https://pass.example.org/scanner/#setup=${encoded}`;
};

test("a setup link names the trusted keys and the address of the data", () => {
  expect(readSetupLink(link(deployment))).toEqual(deployment);
  expect(readSetupLink(link({ ...deployment, origin: "http://localhost:8470/" }))?.origin).toBe(
    "http://localhost:8470",
  );
});

test("a service under a path of its host keeps the path, and nothing after it", () => {
  const origin = "https://health.example.org/pass/?x=1#y";
  expect(readSetupLink(link({ ...deployment, origin }))?.origin).toBe("https://health.example.org/pass");
});

test("a setup link brings the issuer's contact, as far as it is valid", () => {
  const page = `https://pass.example.org/${"a".repeat(230)}`;
  const contact = { name: "질병관리청", telephone: "1339", page };
  expect(readSetupLink(link({ ...deployment, contact }))?.contact).toEqual(contact);
  expect(readSetupLink(link({ ...deployment, contact: { ...contact, page: 7 } }))?.contact).toEqual({
    name: "질병관리청",
    telephone: "1339",
  });
  for (const bad of [null, "1339", { telephone: "1339" }, { name: " " }])
    expect(readSetupLink(link({ ...deployment, contact: bad }))?.contact).toBeUndefined();
});

test("a setup link chooses the venue's policy; with one that cannot be read it is none", () => {
  const policy = { id: "restaurant", locked: true };
  expect(readSetupLink(link({ ...deployment, policy }))?.policy).toEqual(policy);
  expect(readSetupLink(link(deployment))).not.toHaveProperty("policy");
  for (const bad of [null, "restaurant", { id: "Restaurant", locked: true }, { id: "restaurant" }])
    expect(readSetupLink(link({ ...deployment, policy: bad })), JSON.stringify(bad)).toBeNull();
});

test("anything else is no setup link", () => {
  const { roots } = deployment;
  for (const bad of [
    null,
    {},
    { ...deployment, origin: "http://pass.example.org" },
    { ...deployment, origin: "javascript:alert(1)" },
    { ...deployment, roots: { ...roots, threshold: 4 } },
    { ...deployment, roots: { ...roots, threshold: 0 } },
    { ...deployment, roots: { ...roots, threshold: 1.5 } },
    { ...deployment, roots: { ...roots, keys: [] } },
    { ...deployment, roots: { threshold: 2, keys: [key("A"), key("A")] } },
    { ...deployment, roots: { threshold: 1, keys: [{ ...key("A"), x: "short" }] } },
  ])
    expect(readDeployment(bad), JSON.stringify(bad)).toBeNull();
  for (const text of [
    "",
    "HP1:AAA",
    "https://pass.example.org/scanner/",
    "#setup=!",
    "#setup=AAAA",
    `#setup=${"A".repeat(9_000)}`,
  ])
    expect(readSetupLink(text), text.slice(0, 40)).toBeNull();
});

test("the same keys in another order are the same roots and have the same fingerprint", async () => {
  const turned = { threshold: 2, keys: [key("C"), key("A"), key("B")] };
  expect(sameRoots(deployment.roots, turned)).toBe(true);
  expect(await fingerprint(turned)).toBe(await fingerprint(deployment.roots));
  expect(await fingerprint(turned)).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  for (const different of [
    { ...turned, threshold: 1 },
    { threshold: 2, keys: [key("A"), key("B")] },
  ]) {
    expect(sameRoots(deployment.roots, different)).toBe(false);
    expect(await fingerprint(different)).not.toBe(await fingerprint(turned));
  }
});
