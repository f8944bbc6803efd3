"""`python -m campaign_contract.tools` is the command line."""

from __future__ import annotations

from campaign_contract.tools.start import main

main()
