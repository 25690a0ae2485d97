"""The result of a check: exactly three outcomes. "Cannot tell" is never shown as "no"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from haetae import _ffi
from haetae.clock import moment
from haetae.evidence import Evidence, evidence_of

Language = Literal["ko", "en"]
"""A language of the words for people."""

RefusalCode = Literal[
    "key_withdrawn",
    "key_not_valid_then",
    "key_not_allowed",
    "bad_signature",
    "expired",
    "revoked",
    "holder_proof_invalid",
    "policy_not_met",
]
"""The codes of a provable no (wire format, section 10)."""

UnclearCode = Literal[
    "unreadable",
    "unknown_format",
    "malformed",
    "unknown_key",
    "specimen",
    "clock_suspect",
    "not_yet_valid",
    "holder_proof_missing",
    "holder_proof_stale",
    "challenge_missing",
    "status_required",
    "trust_expired",
    "rules_missing",
    "rule_failed",
]
"""The codes where a scanner cannot tell (wire format, section 10)."""

WarningCode = Literal["check_id", "seen_before", "trust_stale", "status_missing", "status_old", "clock_suspect"]
"""The codes of what an admission should be looked at for (wire format, section 10)."""

NextStep = Literal[
    "enter",
    "compare_card",
    "look_at_person",
    "scan_again",
    "update_app",
    "open_app",
    "own_phone",
    "answer_challenge",
    "print_again",
    "ask_issuer",
    "wait",
    "update_scanner",
    "set_clock",
    "turn_away",
]
"""What the person at the door, or the scanner itself, does next: programs act by this and need not list codes."""


@dataclass(frozen=True)
class VerdictText:
    """The reason in a few words, and what to do next; empty where there is nothing to do."""

    headline: str
    advice: str


@dataclass(frozen=True)
class RuleMessage:
    """What people read about a rule that is false, by language: `ko`, `en` and perhaps others."""

    rule: str
    text: Mapping[str, str]


@dataclass(frozen=True)
class AdmissionWarning:
    """What an admission should be looked at for."""

    code: WarningCode
    _core: Any = field(repr=False, compare=False)

    @property
    def next_step(self) -> NextStep:
        """What to do about it."""
        return cast("NextStep", self._core.next_step().code())

    def words(self, language: Language) -> VerdictText:
        """This warning as people read it."""
        return _text(self._core.words(_language(language)))


@dataclass(frozen=True)
class _Verdict:
    _core: Any = field(repr=False, compare=False, kw_only=True)

    @property
    def next_step(self) -> NextStep:
        """What to do next. The warnings of an admission have steps of their own."""
        return cast("NextStep", self._core.next_step().code())

    @property
    def misread(self) -> bool:
        """Whether a device that types what it reads may have garbled the code: if so, check other readings of it."""
        return cast("bool", self._core.misread())

    def words(self, language: Language) -> VerdictText:
        """This verdict as people read it."""
        return _text(self._core.words(_language(language)))


@dataclass(frozen=True)
class Admission(_Verdict):
    """Let them in; with what the venue may see: everything, or what its policy shows."""

    code: Literal["admit"]
    warnings: tuple[AdmissionWarning, ...]
    """In the order of section 10 of the wire format."""
    evidence: tuple[Evidence, ...] | None
    name: str | None
    """The holder's masked name, if the pass carries it."""
    birth: str | None
    """The holder's birthday as `MM-DD`, if the pass carries it."""
    issuer: str | None
    valid_until: datetime | None


@dataclass(frozen=True)
class Refusal(_Verdict):
    """No, with proof."""

    code: RefusalCode
    expired_at: datetime | None = None
    """Since when, with `expired`."""
    rules: tuple[str, ...] = ()
    """The ids of the rules that are false, with `policy_not_met`."""
    messages: tuple[RuleMessage, ...] = ()
    """The rules' own words for the evidence that the pass holds, with `policy_not_met`."""


@dataclass(frozen=True)
class Unclear(_Verdict):
    """This scanner cannot tell, and says what to do next. It is never a no."""

    code: UnclearCode
    valid_from: datetime | None = None
    """From when on, with `not_yet_valid`."""
    rule: str | None = None
    """The id of the rule that cannot be made out, with `rule_failed`; absent where the whole file cannot be read."""


Verdict = Admission | Refusal | Unclear
"""The result of a check."""


def verdict_of(core: Any) -> Verdict:
    """A verdict from the generated layer."""
    kinds = _ffi.Verdict
    match core:
        case kinds.ADMIT():
            return _admission(core)
        case kinds.REFUSE():
            return _refusal(core)
        case kinds.UNCLEAR():
            reason = core.unclear
            starts = moment(reason._from) if reason.is_not_yet_valid() else None
            return Unclear(core.code(), starts, reason.rule if reason.is_rule_failed() else None, _core=core)
    raise NotImplementedError(f"a verdict of another kind: {core}")


def messages_of(messages: list[Any]) -> tuple[RuleMessage, ...]:
    """The messages of rules from the generated layer."""
    return tuple(RuleMessage(message.rule, message.text) for message in messages)


def _admission(core: Any) -> Admission:
    seen = core.admission
    return Admission(
        code="admit",
        warnings=tuple(AdmissionWarning(one.code(), one) for one in seen.warnings),
        evidence=None if seen.evidence is None else tuple(map(evidence_of, seen.evidence)),
        name=seen.name,
        birth=seen.birth,
        issuer=seen.issuer,
        valid_until=None if seen.valid_until is None else moment(seen.valid_until),
        _core=core,
    )


def _refusal(core: Any) -> Refusal:
    reason, code = core.refusal, core.code()
    if reason.is_expired():
        return Refusal(code, expired_at=moment(reason.since), _core=core)
    if reason.is_policy_not_met():
        return Refusal(code, rules=tuple(reason.rules), messages=messages_of(reason.messages), _core=core)
    return Refusal(code, _core=core)


def _text(words: Any) -> VerdictText:
    return VerdictText(words.headline, words.advice)


def _language(language: Language) -> Any:
    return {"ko": _ffi.Language.KOREAN, "en": _ffi.Language.ENGLISH}[language]
