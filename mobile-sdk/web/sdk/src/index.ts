export { type Clock, systemClock } from "./clock.js";
export type { Core, Effort, Engine, Frame, Matrix, Pixels } from "./engine/core.js";
export { type Random, systemRandom } from "./random.js";
export { type Challenge, type Scan, Scanner, type ScannerOptions } from "./scanner.js";
export type { Next, RootSet, SyncSettings, TrustFile, TrustOutcome, TrustState } from "./trust/state.js";
export type { Admission, BothLanguages, Evidence, Outcome, Refusal, Unclear, Verdict, Warning, Words } from "./verdict.js";
export type { Inspected, IssuedPass, PassesAnswer, PassesRequest, PublicJwk } from "./wallet/pass.js";
