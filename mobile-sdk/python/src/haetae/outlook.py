"""Where a pass will do, by the rules that a phone holds. It is a preview and no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from haetae.clock import moment, moment_or_none
from haetae.verdict import RuleMessage, messages_of

OutlookUnknown = Literal["no_rules", "unreadable", "clock", "outdated", "no_pass", "refused"]
"""Why a phone cannot tell. It never says anything about a person."""


@dataclass(frozen=True)
class PolicyAnswer:
    """What a policy says of a pass."""

    code: Literal["met", "rules_missing", "rule_failed", "policy_not_met"]
    rules: tuple[str, ...] = ()
    """The ids of the rules that are false, or of the one that could not be made out."""
    messages: tuple[RuleMessage, ...] = ()


@dataclass(frozen=True)
class Good:
    """A time in which a pass meets a policy."""

    start: datetime
    until: datetime | None
    """The first second after it; absent where no end is in sight."""
    after: PolicyAnswer | None
    """What the rules say at its end; absent where no end is in sight, or the pass itself is over then."""


@dataclass(frozen=True)
class PolicyOutlook:
    """What the policies of one id say of a pass."""

    id: str
    name: Mapping[str, str]
    asked: datetime
    """When it is asked first: now, or when it begins."""
    begins: datetime | None
    """When it begins, where none of this id counts now."""
    answer: PolicyAnswer
    good: Good | None
    ends_soon: datetime | None
    """What its owner should be reminded of: the rules say no from then on, in a week at the most."""


@dataclass(frozen=True)
class Outlook:
    """Where a pass will do: one answer for each id of the policies that count now or will."""

    now: datetime
    known: datetime
    """When the manifest was issued by which the rules are known to be the newest."""
    policies: tuple[PolicyOutlook, ...]


def outlook_of(core: Any) -> Outlook | OutlookUnknown:
    """An outlook from the generated layer, or why there is none."""
    if core.is_unknown():
        unknown: OutlookUnknown = core.why.name.lower()
        return unknown
    return Outlook(moment(core.now), moment(core.known), tuple(map(_policy, core.policies)))


def _policy(core: Any) -> PolicyOutlook:
    good = core.good
    return PolicyOutlook(
        id=core.id,
        name=core.name,
        asked=moment(core.asked),
        begins=moment_or_none(core.begins),
        answer=_answer(core.answer),
        good=None
        if good is None
        else Good(moment(good._from), moment_or_none(good.until), good.after and _answer(good.after)),
        ends_soon=moment_or_none(core.ends_soon),
    )


def _answer(core: Any) -> PolicyAnswer:
    if core.is_not_met():
        return PolicyAnswer("policy_not_met", tuple(core.rules), messages_of(core.messages))
    if core.is_failed():
        return PolicyAnswer("rule_failed", () if core.rule is None else (core.rule,))
    return PolicyAnswer("met" if core.is_met() else "rules_missing")
