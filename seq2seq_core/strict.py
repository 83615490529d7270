"""Frozen data that is read strictly: an unknown key is an error that names the key and what is allowed."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from seq2seq_core.errors import ConfigError

T = TypeVar("T", bound=BaseModel)


class Strict(BaseModel):
    """Frozen data that refuses unknown keys and silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def parse(kind: type[T], values: Any, *, where: str, strict: bool | None = None) -> T:
    """Check `values` against `kind`; a ConfigError names the place, the key and what is allowed.

    `strict=False` takes JSON's lists for tuples and its whole numbers for fractions.
    """
    try:
        return kind.model_validate(values, strict=strict)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or kind.__name__}: {item['msg']}" for item in error.errors()
        )
        raise ConfigError(f"{where}: {problems}") from error
