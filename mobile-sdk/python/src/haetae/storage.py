"""Where data is kept so that a loss of power at any byte loses nothing."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol

from haetae import _ffi
from haetae.errors import DamagedError

SlotName = Literal["a", "b"]


class SlotStorage(Protocol):
    """Two places for one state: a write goes to the one that is not in use."""

    def read(self) -> tuple[bytes, bytes]:
        """The content of both; a slot that was never written, or was lost, is empty."""

    def write(self, slot: SlotName, content: bytes) -> None:
        """Overwrites a slot, and returns when it is on the disk."""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other processes from writing meanwhile."""


class MemorySlots:
    """Slots that last as long as the program."""

    def __init__(self) -> None:
        self._slots: dict[SlotName, bytes] = {"a": b"", "b": b""}

    def read(self) -> tuple[bytes, bytes]:
        """The content of both."""
        return self._slots["a"], self._slots["b"]

    def write(self, slot: SlotName, content: bytes) -> None:
        """Overwrites a slot."""
        self._slots[slot] = content

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else is there."""
        yield


class FileSlots:
    """Slots in two files of a folder, which is made where it is missing. Several processes may share it."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def read(self) -> tuple[bytes, bytes]:
        """The content of both files; one that does not exist is empty."""
        return self._content("a"), self._content("b")

    def write(self, slot: SlotName, content: bytes) -> None:
        """Overwrites a file, and returns when it is on the disk."""
        descriptor = os.open(self.folder / slot, os.O_WRONLY | os.O_CREAT, 0o600)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        self._flush_folder()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other processes from writing meanwhile."""
        with open(self.folder / "lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _content(self, slot: SlotName) -> bytes:
        try:
            return (self.folder / slot).read_bytes()
        except FileNotFoundError:
            return b""

    def _flush_folder(self) -> None:
        """A file that is new is in the folder only when the folder is on the disk."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def load(storage: SlotStorage) -> bytes | None:
    """The state that was completely written last, if any; `DamagedError` if both copies are damaged."""
    a, b = storage.read()
    state: bytes | None = _ffi.read_slots(a, b)
    if state is None and (a or b):
        raise DamagedError("both copies are damaged")
    return state


def save(storage: SlotStorage, state: bytes) -> None:
    """Puts a state in the place of what is stored."""
    with storage.locked():
        write = _ffi.write_slots(*storage.read(), state)
        storage.write("a" if write.slot is _ffi.Slot.A else "b", write.bytes)
