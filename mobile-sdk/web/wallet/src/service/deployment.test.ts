import { expect, test } from "vitest";
import { keepDeployment, keptDeployment, readDeployment } from "./deployment.js";

const WHOLE = {
  roots: { threshold: 1, keys: [{ kty: "OKP", crv: "Ed25519", x: "a" }] },
  origin: "https://pass.example",
  zone: "Asia/Seoul",
  demo_sign_in: false,
};

test("a deployment is read with or without a contact", () => {
  expect(readDeployment(WHOLE)).toEqual(WHOLE);
  const contact = { name: "질병관리청", telephone: "1339", page: "https://pass.example/help" };
  expect(readDeployment({ ...WHOLE, contact })?.contact).toEqual(contact);
  expect(readDeployment({ ...WHOLE, contact: { name: "질병관리청", page: "javascript:alert(1)" } })?.contact).toEqual({
    name: "질병관리청",
  });
  expect(readDeployment({ ...WHOLE, contact: { telephone: "1339" } })?.contact).toBeUndefined();
});

test("anything else is none", () => {
  const { roots: _, ...rootless } = WHOLE;
  for (const other of [
    null,
    undefined,
    "<html>",
    7,
    [],
    {},
    { error: "sign in" },
    rootless,
    { ...WHOLE, zone: "Asia/Soul" },
    { ...WHOLE, zone: 9 },
    { ...WHOLE, roots: {} },
    { ...WHOLE, roots: { threshold: 1, keys: [] } },
  ]) {
    expect(readDeployment(other), JSON.stringify(other)).toBeUndefined();
  }
});

test("what was kept is there at the next opening, and nonsense is not", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect(keptDeployment(storage)).toBeUndefined();
  keepDeployment(WHOLE, storage);
  expect(keptDeployment(storage)).toEqual(WHOLE);
  for (const key of kept.keys()) kept.set(key, "<!doctype html>");
  expect(keptDeployment(storage)).toBeUndefined();
  const closed = {
    getItem: () => {
      throw new DOMException("denied", "SecurityError");
    },
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  };
  keepDeployment(WHOLE, closed);
  expect(keptDeployment(closed)).toBeUndefined();
});
