"""The public interface as text, a line for each name: `api.txt`, which a test compares. --write writes it anew."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from pathlib import Path
from typing import Any

import haetae
import haetae.keys

SNAPSHOT = Path(__file__).with_name("api.txt")


def dump() -> str:
    """All names that partners may use, with their signatures."""
    names = [(f"haetae.{name}", getattr(haetae, name)) for name in haetae.__all__]
    names += [
        (f"haetae.keys.{name}", value)
        for name, value in vars(haetae.keys).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == "haetae.keys"
    ]
    names.sort(key=lambda named: named[0])
    return "".join(f"{line}\n" for name, value in names for line in lines(name, value))


def lines(name: str, value: Any) -> list[str]:
    if not inspect.isclass(value):
        return [f"{name}{signature(value)}" if inspect.isfunction(value) else f"{name} = {value}"]
    bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
    found = [f"class {name}({bases})"]
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if not field.name.startswith("_"):
                has_default = field.default is not dataclasses.MISSING
                default = f" = {field.default!r}" if has_default else ""
                found.append(f"{name}.{field.name}: {field.type}{default}")
    elif "__init__" in vars(value):
        found.append(f"{name}{signature(value.__init__)}")
    for member, of in inspect.getmembers(value):
        is_ours = not member.startswith("_") and any(member in vars(base) for base in value.__mro__ if ours(base))
        if is_ours and isinstance(of, property):
            returned = inspect.signature(of.fget).return_annotation if of.fget else ""
            found.append(f"{name}.{member}: {returned} (property)")
        elif is_ours and callable(of):
            found.append(f"{name}.{member}{signature(of)}")
    return found


def ours(of: type) -> bool:
    return of.__module__.startswith("haetae")


def signature(of: Any) -> str:
    """The arguments and what comes back; of a default that has no text of its own, its name."""
    found = inspect.signature(of)
    named = [
        one.replace(default=Named(one.default)) if callable(one.default) and one.default is not one.empty else one
        for one in found.parameters.values()
    ]
    return str(found.replace(parameters=named))


class Named:
    """A function that is a default."""

    def __init__(self, of: Any) -> None:
        self.of = of

    def __repr__(self) -> str:
        return f"{self.of.__name__}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        SNAPSHOT.write_text(dump())
        print(f"{SNAPSHOT.name} is written")
    else:
        print(dump(), end="")
