"""Checks and presents Haetae passes without a network.

    from haetae import Scanner

    scanner = Scanner(open("roots.json").read())
    scanner.take_bundle(open("bundle", "rb").read())
    verdict = scanner.check(text)
    print(verdict.code, "-", verdict.words("en").headline)

Names that begin with an underscore, and the module `haetae._ffi`, may change in any version.
"""

from haetae.clock import Clock, SystemClock
from haetae.codes import CodeKind, Inspected, Matrix, code_kind, inspect, is_challenge, qr
from haetae.errors import DamagedError, FetchError, ForeignAnswerError, HaetaeError, InvalidInputError
from haetae.evidence import Clearance, Evidence, Exemption, NegativeTest, Recovery, Vaccination
from haetae.fetching import Fetch, fetch
from haetae.outlook import Good, Outlook, OutlookUnknown, PolicyAnswer, PolicyOutlook
from haetae.phone_time import PhoneTime
from haetae.presenting import Due, HeldPass, LiveCode, NoCode, OwnPass, PassesRequest, Renewal
from haetae.queue import QueueAnswer, QueueKept, QueuePlace, QueuePlaceCode, QueueWatch, queue_answer_of
from haetae.request_timer import RequestTimer
from haetae.scanner import Scanner
from haetae.signer import KeySource, Signer
from haetae.storage import FileSlots, MemorySlots, SlotName, SlotStorage
from haetae.sync import Restored, SyncStatus, TrustSync
from haetae.trust import (
    ManifestState,
    Policy,
    PolicyList,
    SyncSettings,
    TrustFile,
    TrustListState,
    TrustOutcome,
    TrustState,
)
from haetae.verdict import (
    Admission,
    AdmissionWarning,
    Language,
    NextStep,
    Refusal,
    RefusalCode,
    RuleMessage,
    Unclear,
    UnclearCode,
    Verdict,
    VerdictText,
    WarningCode,
)
from haetae.wallet import Wallet

__all__ = [
    "Admission",
    "AdmissionWarning",
    "Clearance",
    "Clock",
    "CodeKind",
    "DamagedError",
    "Due",
    "Evidence",
    "Exemption",
    "Fetch",
    "FetchError",
    "FileSlots",
    "ForeignAnswerError",
    "Good",
    "HaetaeError",
    "HeldPass",
    "Inspected",
    "InvalidInputError",
    "KeySource",
    "Language",
    "LiveCode",
    "ManifestState",
    "Matrix",
    "MemorySlots",
    "NegativeTest",
    "NextStep",
    "NoCode",
    "Outlook",
    "OutlookUnknown",
    "OwnPass",
    "PassesRequest",
    "PhoneTime",
    "Policy",
    "PolicyAnswer",
    "PolicyList",
    "PolicyOutlook",
    "QueueAnswer",
    "QueueKept",
    "QueuePlace",
    "QueuePlaceCode",
    "QueueWatch",
    "Recovery",
    "Refusal",
    "RefusalCode",
    "Renewal",
    "RequestTimer",
    "Restored",
    "RuleMessage",
    "Scanner",
    "Signer",
    "SlotName",
    "SlotStorage",
    "SyncSettings",
    "SyncStatus",
    "SystemClock",
    "TrustFile",
    "TrustListState",
    "TrustOutcome",
    "TrustState",
    "TrustSync",
    "Unclear",
    "UnclearCode",
    "Vaccination",
    "Verdict",
    "VerdictText",
    "Wallet",
    "WarningCode",
    "code_kind",
    "fetch",
    "inspect",
    "is_challenge",
    "qr",
    "queue_answer_of",
]
