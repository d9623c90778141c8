"""The base of every declaration: frozen, strict, and equal to itself after a JSON round trip."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen record. Unknown fields are refused, so that a misspelt key in a file is found at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """A sentence or a name that a user reads, in Vietnamese and in English."""

    vi: str
    en: str

    def format(self, **values: object) -> "Text":
        """Fill both languages with the same values."""
        return Text(vi=self.vi.format(**values), en=self.en.format(**values))


def text(vi: str, en: str) -> Text:
    """Write a `Text` in one short line."""
    return Text(vi=vi, en=en)
