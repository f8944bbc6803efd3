"""What the supporting commands do, which clients need around campaigns; none of them is on the page."""

from __future__ import annotations

from collections.abc import Mapping

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.supporting import emails, lists, tags, users

SUPPORTING_ACTIONS: Mapping[str, Action] = {
    "User.Login": users.login,
    "User.Current": users.current,
    "Email.Create": emails.create,
    "Email.Get": emails.get,
    "Email.Update": emails.update,
    "Email.Delete": emails.delete,
    "Emails.Get": emails.list_all,
    "List.Create": lists.create,
    "List.Get": lists.get,
    "Lists.Get": lists.list_all,
    "Segments.Get": lists.segments,
    "Tag.Create": tags.create,
    "Tag.Update": tags.update,
    "Tag.AssignToCampaigns": tags.assign,
    "Tag.UnassignFromCampaigns": tags.unassign,
    "Tags.Get": tags.list_all,
    "Tags.Delete": tags.delete,
}
"""By the name of the command."""
