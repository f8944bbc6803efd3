"""The e-mail campaigns API as data: `load()` is the whole public way in."""

from campaign_contract.spec.command import Command
from campaign_contract.spec.command_parts import Cause, Effect, Error, Guard, Named, Parameter, Rule, Statement
from campaign_contract.spec.document import DocumentError, Problem
from campaign_contract.spec.load import DEFAULT_DIRECTORY, load
from campaign_contract.spec.model import Fault, Field, OpenQuestion, Spec, Status
from campaign_contract.spec.vocabulary import (
    LONGEST_ID,
    FailureShape,
    Group,
    Json,
    Kind,
    Level,
    NotInSpec,
    Thing,
    Word,
)

__all__ = [
    "DEFAULT_DIRECTORY",
    "LONGEST_ID",
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
    "Json",
    "Kind",
    "Level",
    "Named",
    "NotInSpec",
    "OpenQuestion",
    "Parameter",
    "Problem",
    "Rule",
    "Spec",
    "Statement",
    "Status",
    "Thing",
    "Word",
    "load",
]
