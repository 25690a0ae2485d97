// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { defaults, loadSettings, saveSettings } from "./settings";

beforeEach(() => localStorage.clear());

test("settings are kept; what makes no sense is as on a new device", () => {
  const fresh = defaults(["ko-KR"]);
  expect(loadSettings(localStorage, ["ko-KR"])).toEqual(fresh);
  saveSettings(localStorage, { ...fresh, language: "en", mirror: true, cameraId: "abc" });
  expect(loadSettings(localStorage, ["ko-KR"])).toEqual({ ...fresh, language: "en", mirror: true, cameraId: "abc" });
  for (const bad of ["{", "null", "[]", '{"language":"de"}', '{"zoom":"2","sound":1,"more":true}']) {
    localStorage.setItem("haetae-scanner-settings", bad);
    expect(loadSettings(localStorage, ["ko-KR"]), bad).toEqual(fresh);
  }
  expect(loadSettings(null, ["fr", "en-US"]).language).toBe("en");
});

test("a storage that is forbidden or full stops nothing", () => {
  const closed = {
    getItem: () => {
      throw new Error("no");
    },
    setItem: () => {
      throw new Error("no");
    },
  } as unknown as Storage;
  expect(loadSettings(closed, ["ko"]).language).toBe("ko");
  saveSettings(closed, defaults(["ko"]));
});
