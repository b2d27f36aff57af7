"""What the entries of the audit log say. Who writes a new kind of entry adds its sentence here; one without a sentence
shows its key."""

from __future__ import annotations

from advisor.errors import mark
from advisor.language import Words

SENTENCES = {
    "organisation.founded": mark("Organisation founded"),
    "organisation.changed": mark("Organisation changed"),
    "member.joined": mark("Joined the organisation"),
    "member.invited": mark("Invited"),
    "member.invitation_withdrawn": mark("Invitation withdrawn"),
    "member.role_changed": mark("Role changed"),
    "member.removed": mark("Member removed"),
    "member.signed_in": mark("Signed in"),
    "member.signed_out": mark("Signed out"),
    "member.sessions_ended": mark("Other browsers signed out"),
    "member.profile_changed": mark("Name or language changed"),
    "member.password_changed": mark("Password changed"),
    "member.reset_made": mark("Link for a new password made"),
    "member.second_on": mark("Second factor turned on"),
    "member.second_off": mark("Second factor turned off"),
    "member.codes_renewed": mark("Recovery codes renewed"),
    "audit.exported": mark("Audit log exported"),
    "folder.created": mark("Client folder created"),
    "folder.renamed": mark("Client folder renamed"),
    "folder.moved": mark("Client folder archived, trashed or brought back"),
    "folder.deleted": mark("Client folder deleted for good"),
    "folder.exported": mark("Client folder exported"),
    "folder.imported": mark("Client folder imported"),
    "case.created": mark("Case created"),
    "case.copied": mark("Case copied"),
    "case.renamed": mark("Case renamed"),
    "case.moved": mark("Case archived, trashed or brought back"),
    "case.deleted": mark("Case deleted for good"),
    "case.answering": mark("Case opened for answering"),
    "case.sandbox": mark("Sandbox of the case opened"),
    "case.trial_taken": mark("Outcome of the sandbox taken over as an answer"),
    "case.concluded": mark("Case concluded"),
    "case.issued": mark("Result issued"),
    "case.reopened": mark("Case opened again"),
    "case.rule": mark("Rule for putting answers together changed"),
    "case.overridden": mark("Result overridden"),
    "case.override_withdrawn": mark("Override withdrawn"),
    "case.weights_set": mark("Own weights set"),
    "case.weights_weighed": mark("Weights of the voices changed"),
    "case.weights_removed": mark("Own weights removed"),
    "cases.exported": mark("Cases exported"),
    "cases.imported": mark("Cases imported"),
    "voice.invited": mark("Somebody asked for a view"),
    "voice.reminded": mark("Somebody reminded"),
    "voice.letters": mark("Letters with personal links ordered"),
    "voice.weighed": mark("Weight of a voice changed"),
    "voice.withdrawn": mark("Question for a view withdrawn"),
    "comment.added": mark("Remark added"),
    "comment.deleted": mark("Remark deleted"),
    "task.added": mark("Task added"),
    "task.done": mark("Task done"),
    "task.reopened": mark("Task opened again"),
    "reports.started": mark("Reports asked for"),
    "reports.cancelled": mark("Reports stopped"),
    "reports.deleted": mark("Reports removed"),
    "portfolio.started": mark("Table of companies sent for ranking"),
    "portfolio.cancelled": mark("Ranking of a table stopped"),
    "portfolio.deleted": mark("Ranking of a table removed"),
}


def said(action: str, words: Words) -> str:
    """The sentence of an action, in the language of `words`; without one the key itself."""
    return words(SENTENCES[action]) if action in SENTENCES else action
