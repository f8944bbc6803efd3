"""The e-mail campaigns API as data: `load()` is the whole public way in."""

from campaign_contract.spec.document import DocumentError, Problem
from campaign_contract.spec.load import DEFAULT_DIRECTORY, load
from campaign_contract.spec.model import (
    Cause,
    Command,
    Effect,
    Error,
    FailureShape,
    Fault,
    Field,
    Group,
    Guard,
    Kind,
    Level,
    OpenQuestion,
    Parameter,
    Rule,
    Spec,
    Statement,
    Status,
    Word,
)

__all__ = [
    "DEFAULT_DIRECTORY",
    "Cause",
    "Command",
    "DocumentError",
    "Effect",
    "Error",
    "FailureShape",
    "Fault",
    "Field",
    "Group",
    "Guard",
    "Kind",
    "Level",
    "OpenQuestion",
    "Parameter",
    "Problem",
    "Rule",
    "Spec",
    "Statement",
    "Status",
    "Word",
    "load",
]
