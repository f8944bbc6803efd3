"""The program behind `campaign-contract`: its help by task, and an error of its own as a line without a traceback."""

from __future__ import annotations

import sys
from typing import Any

import click

OWN_FAULT = 70
"""Exit status of an error of the program's own."""
LOST_OUTPUT = 2
"""Exit status where all went well and nobody could be told: as of any file that cannot be written."""
TASKS = {
    "Judge a server": ("verify", "list", "explain", "replay", "compare", "cleanup", "doctor"),
    "Stand in for a server": ("serve", "proxy", "coverage"),
    "Read and change the spec": ("validate-spec", "generate", "docs"),
    "Prove the suite and the reference server": ("mutants", "variants", "fronts", "crash", "hostile", "bench"),
}
"""What the commands are for, in the order in which the help shows them."""


class Program(click.Group):
    """A group of commands whose help sorts them by task and says the whole first sentence of each."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the program; where its output could not be written, what only prints ends with LOST_OUTPUT.

        A command whose exit status tells what it found keeps that.
        """
        from campaign_contract.contract_tests.screen import notice, steady_streams

        answer, status, self._status_tells = None, None, False
        try:
            with steady_streams() as output:
                answer = super().main(*arguments, **options)
        except SystemExit as end:
            if not output.trouble:
                raise
            status = end.code
        if output.trouble:
            notice(f"standard output: not written: {output.trouble}")
            sys.exit(status if status or self._status_tells else LOST_OUTPUT)
        return answer

    def invoke(self, context: click.Context) -> Any:
        """Run a command; answers what it does, and ends with OWN_FAULT where the fault is the program's."""
        try:
            return super().invoke(context)
        except SystemExit:
            self._status_tells = True
            raise
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as problem:
            from campaign_contract.tools.own_fault import told

            click.echo(told(problem), err=True)
            sys.exit(OWN_FAULT)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each task."""
        for task, names in TASKS.items():
            commands = {name: self.get_command(context, name) for name in names}
            with formatter.section(task):
                formatter.write_dl([(name, _first_sentence(command)) for name, command in commands.items() if command])


def _first_sentence(command: click.Command) -> str:
    paragraph = " ".join((command.help or "").partition("\n\n")[0].split())
    sentence, dot, _ = paragraph.partition(". ")
    return sentence + dot.strip()
