"""What can go wrong, by name. The command prints the message as one line; nothing inside prints."""

from pathlib import Path


class PeatmossError(Exception):
    """Something the user can mend; the message names the thing and the remedy, in one line."""


class SettingsError(PeatmossError):
    """A settings file that cannot be used; the message holds every fault found, each with its place."""


class InputError(PeatmossError):
    """An input that is missing, cut short or of another kind than the settings say."""


class WorkspaceError(PeatmossError):
    """A workspace that is held by another run, of another version, or damaged."""


class DamagedError(WorkspaceError, ValueError):
    """A file of a workspace that is not what was written; once `record` is removed, a build makes it anew."""

    def __init__(self, message: str, record: Path) -> None:
        super().__init__(message, record)
        self.record = record

    def __str__(self) -> str:
        return str(self.args[0])


class OutputError(PeatmossError):
    """A place for the dataset that cannot be written, or that holds what peatmoss did not write."""


class PublishError(PeatmossError):
    """A publication that the Hub, the token or the rules of publishing forbid."""


class StepError(PeatmossError):
    """What every further item of a step would meet, too: the step ends there, and goes on when it is run again."""


class HubError(StepError):
    """A hub that gives no answer, or none that is of use."""


class ApiError(StepError):
    """A web API that gives no answer of use, or does not accept the token."""


class ServerError(PeatmossError):
    """A language model's server that cannot be started or reached, or that is not what the settings say."""


class SkipItem(Exception):
    """Raised by a step for an item that gives no row: a short reason for counting, a detail for people."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
