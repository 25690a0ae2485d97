export { type Clock, type Moment, systemClock } from "./clock.js";
export type { CodeKind, Core, Effort, Engine, Frame, Matrix, Pixels } from "./engine/core.js";
export type { Limits } from "./engine/limits.js";
export type { PhoneCore } from "./engine/phone.js";
export { frameOf } from "./engine/video.js";
export { NotAPicture, openPicture } from "./picture.js";
export type { Policy, PolicyList, Texts } from "./policy.js";
export { type QueueAnswer, type QueueCode, queueAnswerOf } from "./queue/answer.js";
export type { QueueNotice, QueueRank, QueueRoom, QueueState, QueueTicket } from "./queue/notice.js";
export type { QueuePlace, QueueSeen } from "./queue/place.js";
export { joinQueue, type QueueFetchOptions, QueueProblem, readQueue } from "./queue/service.js";
export { type QueueKept, QueueWatch, type QueueWatchOptions } from "./queue/watch.js";
export { type Random, systemRandom } from "./random.js";
export { type Challenge, type Scan, Scanner, type ScannerOptions } from "./scanner.js";
export type { CodeTaken, SeriesCore, SeriesEngine, SeriesProgress } from "./series/core.js";
export { isSeriesCode, type ReceiveProgress, receiveCode } from "./series/receive.js";
export { showTrust, type TrustSeries } from "./series/show.js";
export { indexedDbSlots, indexedDbWallet } from "./storage/indexed-db.js";
export { memorySlots, type SlotStorage } from "./storage/slots.js";
export {
  type Holder,
  type LastContact,
  memoryWallet,
  type Strip,
  type WalletStorage,
} from "./storage/wallet-storage.js";
export type { RestoreResult } from "./trust/persistence.js";
export type { Next, RootSet, SyncSettings, TrustFile, TrustOutcome, TrustState } from "./trust/state.js";
export type { FetchStatus, SyncStatus } from "./trust/status.js";
export { TrustSync, type TrustSyncOptions } from "./trust/sync.js";
export { browserTabs, noTabs, type TabMessage, type Tabs } from "./trust/tabs.js";
export { systemTimers, type Timers } from "./trust/timers.js";
export type {
  Admission,
  BilingualText,
  Evidence,
  NextStep,
  Outcome,
  Refusal,
  RuleMessage,
  Unclear,
  Verdict,
  VerdictText,
  Warning,
} from "./verdict.js";
export { type HolderKey, makeHolderKey } from "./wallet/holder-keys.js";
export type { Choice, Coverage, Due, Held, NothingToShow } from "./wallet/holding.js";
export type {
  Good,
  NoOutlook,
  Outlook,
  OutlookOrWhy,
  PolicyAnswer,
  PolicyOutlook,
  RuleTexts,
} from "./wallet/outlook.js";
export type { PaperStatus } from "./wallet/paper.js";
export type { Inspected, IssuedPass, PassesAnswer, PassesRequest, PublicJwk } from "./wallet/pass.js";
export type { ClockState, PhoneTime, TimeTrust } from "./wallet/phone-time.js";
export type { OwnPass, PassStatus, Renewal } from "./wallet/renewal.js";
export type { RequestEvent, RequestTimerState } from "./wallet/request-event.js";
export { RequestTimer } from "./wallet/request-timer.js";
export {
  type HeldPass,
  type LiveCode,
  type NoCode,
  type PreparedRequest,
  Wallet,
  type WalletOptions,
} from "./wallet/wallet.js";
