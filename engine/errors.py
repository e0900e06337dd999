"""Expected failures: each a small class with values, and one sentence with a next step.

The sentences here are for the terminal, in English; the window has its own, translated
(`app/failures.py`). Anything else that is raised is a defect.
"""

from dataclasses import dataclass


@dataclass
class Failure(Exception):
    """Something that may happen to any user and that the user can mend."""

    def __post_init__(self) -> None:
        super().__init__(str(self))


@dataclass
class NoModelForPair(Failure):
    source: str
    target: str
    between: str = ""  # a language by way of which installed models can

    def __str__(self) -> str:
        step = (
            f"With `--via {self.between}` it goes by way of {self.between!r}."
            if self.between
            else "`python -m engine models` lists what is installed."
        )
        return f"No installed model translates from {self.source!r} to {self.target!r}. {step}"


@dataclass
class NoModelForTask(Failure):
    task: str  # "chat", "summarise"
    language: str

    def __str__(self) -> str:
        return (
            f"No installed model does this ({self.task}) in {self.language!r}. "
            "`python -m engine models` lists what is installed."
        )


@dataclass
class UnknownModel(Failure):
    name: str

    def __str__(self) -> str:
        return f"There is no model named {self.name!r}. `python -m engine models` lists what is installed."


@dataclass
class WrongModel(Failure):
    name: str
    wanted: str  # what it should have been able to do, such as "en-fr"

    def __str__(self) -> str:
        return (
            f"The model {self.name!r} cannot do {self.wanted}. `python -m engine models` lists what each can."
        )


@dataclass
class DamagedModel(Failure):
    name: str
    reason: str

    def __str__(self) -> str:
        return f"The model {self.name!r} cannot be used: {self.reason}. Install it again."


@dataclass
class OutOfMemory(Failure):
    def __str__(self) -> str:
        return "The memory was not enough. Use a narrower beam or a shorter text, or close other programs."


@dataclass
class BadOption(Failure):
    option: str  # a field of DecodingOptions
    reason: str  # with {0}, {1} for the values, so that it can be translated
    values: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"{self.option}: {self.reason.format(*self.values)}."


@dataclass
class NoDevice(Failure):
    device: str

    def __str__(self) -> str:
        return f"This machine has no device {self.device!r}. Use `auto` or `cpu`."


@dataclass
class UnreadableSession(Failure):
    """A `.heed` file that is damaged, or that a newer version of the program has written."""

    reason: str
    newer: bool = False

    def __str__(self) -> str:
        return f"The session cannot be opened: {self.reason}."


@dataclass
class BadInput(Failure):
    """A file, a line or a setting that cannot be read; `reason` is a whole sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass
class EmptyTurn(Failure):
    def __str__(self) -> str:
        return "There is nothing to answer: the last turn is empty."


@dataclass
class UnreadableTurn(Failure):
    """The last turn is in letters that the model cannot know, or in another language."""

    name: str
    languages: tuple[str, ...]  # that it knows
    language: str = ""  # of the turn, if that can be told

    def __str__(self) -> str:
        return f"{self.name} cannot read the last turn: it knows {', '.join(self.languages)}."


@dataclass
class OfflineMode(Failure):
    """A download was asked for although the program is told to stay offline."""

    def __str__(self) -> str:
        return "Heed is in offline mode. Allow downloads first; then ask again."


@dataclass
class NoConnection(Failure):
    endpoint: str
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.endpoint} cannot be reached ({self.reason}). Check the connection, the proxy and the "
            "address; what is there already is kept, and the same command goes on with it."
        )


@dataclass
class NotOnHub(Failure):
    name: str
    revision: str = ""  # if it is this that is not there

    def __str__(self) -> str:
        what = f"{self.name!r} at revision {self.revision!r}" if self.revision else repr(self.name)
        return f"The hub has no model {what}. Check the spelling: it is OWNER/NAME; or it may be private."


@dataclass
class Gated(Failure):
    name: str

    def __str__(self) -> str:
        return f"The owner of {self.name!r} asks who you are. Get it with a browser and import the folder."


@dataclass
class HubTrouble(Failure):
    """The hub answers, but not with what was asked for."""

    endpoint: str
    reason: str

    def __str__(self) -> str:
        return f"{self.endpoint} does not give the model ({self.reason}). Try again later, or another mirror."


@dataclass
class DiskFull(Failure):
    needed: int  # bytes
    free: int

    def __str__(self) -> str:
        return (
            f"The disk has {self.free / 1e9:.1f} GB free, but {self.needed / 1e9:.1f} GB are needed. "
            "Make room and ask again."
        )


@dataclass
class DamagedDownload(Failure):
    """What came is not what the hub says it is, again and again."""

    file: str

    def __str__(self) -> str:
        return f"{self.file} arrives damaged: its checksum is wrong. Try again later, or another mirror."


@dataclass
class ShippedModel(Failure):
    """A model that came with the program was to be changed."""

    name: str

    def __str__(self) -> str:
        return f"The model {self.name!r} comes with Heed and stays as it is. Another can be taken by default."
