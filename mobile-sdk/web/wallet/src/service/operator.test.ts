import { RequestTimer } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, test } from "vitest";
import type { Deployment } from "./deployment.js";
import { Operator } from "./operator.js";
import { ServiceProblem } from "./problem.js";

const engine = await presentEngine();
const KEPT = { zone: "Asia/Seoul" } as Deployment;
const NEW = { zone: "Asia/Tokyo" } as Deployment;

test("what was kept counts until the service says something else, and a failure takes nothing away", async () => {
  let now = 0;
  let answer = async (): Promise<Deployment> => Promise.reject(new ServiceProblem("portal", "portal"));
  const written: Deployment[] = [];
  const keep = (deployment: Deployment) => void written.push(deployment);
  const operator = new Operator({
    client: { deployment: () => answer() },
    timer: new RequestTimer(engine),
    kept: KEPT,
    keep,
    monotonic: () => now,
  });
  expect(operator.deployment).toBe(KEPT);
  await operator.learn();
  expect([operator.deployment, operator.reason]).toEqual([KEPT, "portal"]);
  answer = async () => NEW;
  // Not at once, and yet soon; at once when asked.
  now += 29;
  await operator.learn();
  expect(operator.deployment).toBe(KEPT);
  now += 31;
  await operator.learn();
  expect([operator.deployment, operator.reason]).toEqual([NEW, undefined]);
  expect(written).toEqual([NEW]);
});

test("without anything kept the phone's own zone has to do", async () => {
  const operator = new Operator({
    client: { deployment: async () => NEW },
    timer: new RequestTimer(engine),
    kept: undefined,
    keep: () => undefined,
  });
  expect(operator.deployment).toBeUndefined();
  expect(operator.zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  await operator.learn(true);
  expect(operator.zone).toBe("Asia/Tokyo");
});

test("a request from before the network came back delays nothing, and its answer is ignored", async () => {
  let give: (deployment: Deployment) => void = () => undefined;
  const answers = [new Promise<Deployment>((resolve) => (give = resolve)), Promise.resolve(NEW)];
  const operator = new Operator({
    client: { deployment: () => answers.shift() ?? Promise.resolve(NEW) },
    timer: new RequestTimer(engine),
    kept: undefined,
    keep: () => undefined,
  });
  const hanging = operator.learn();
  await operator.learn(true);
  expect(operator.deployment).toBe(NEW);
  give(KEPT);
  await hanging;
  expect(operator.deployment).toBe(NEW);
});
