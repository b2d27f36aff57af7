"""The page of a case, put together from what the database has."""

from __future__ import annotations

from datetime import date

from advisor.questionnaire.merging import CONSULTANT, questions_for
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.scoring.model import NO_DEPLOYMENT
from advisor.workspace.desk import adjusting, casework, remarks, voices
from advisor.workspace.desk.tables import RemarkRecord, VoiceRecord
from advisor.workspace.tables import StoredRecommendation
from web import desk
from web.desk import Work
from web.desk_case_pages import CasePage, CaseRow, RemarkRow, ResultRow, VoiceRow, case_row, day


def row_of(work: Work, content: Content) -> CaseRow:
    """The case as it stands in a list."""
    found = casework.statuses(work.session, content.questionnaire, [work.record])
    return case_row(work.record, found[work.record.id])


def case_page(work: Work, content: Content) -> CasePage:
    """Everything that is shown of a case at a glance."""
    texts = content.texts[work.signed.language]
    found = casework.results(work.session, work.record)
    counting = next((stored for stored in found if stored.id == work.record.issued_id), found[0] if found else None)
    result = Recommendation.model_validate_json(counting.body) if counting else None
    today = desk.now().date()
    members = {member.id: member.name for member in remarks.colleagues(work.session, work.signed.organisation.id)}
    return CasePage(
        work.signed.language,
        work.signed,
        work.signed.unread,
        case=row_of(work, content),
        voices=voice_rows(work, content),
        verdict=verdict(texts, result) if result else "",
        sure=result.robustness.path[result.path] if result else 0.0,
        clear=result is not None and result.verdict_status == "clear",
        consensus=result.tailoring.consensus if result and result.tailoring else None,
        results=tuple(result_row(stored, texts, work.record.issued_id) for stored in found),
        gaps=len(work.record.gaps),
        weighted=bool(adjusting.weights_of(work.record, content.scheme)),
        overridden=adjusting.overridden(work.record),
        remarks=tuple(_remark(one, members, today) for one in remarks.of_case(work.session, work.record)),
        members=members,
    )


def verdict(texts: Texts, result: Recommendation) -> str:
    """The sentence of a result: the option that was chosen by override, else the advised one."""
    chosen = result.tailoring.option if result.tailoring else None
    path, deployment = (chosen.path, chosen.deployment) if chosen else (result.path, result.deployment)
    where = "" if deployment == NO_DEPLOYMENT else texts.say("deployments", deployment, "phrase")
    return said(texts, "paths", path, "verdict").format(where=where)


def result_row(stored: StoredRecommendation, texts: Texts, issued: int | None) -> ResultRow:
    result = Recommendation.model_validate_json(stored.body)
    chosen = result.tailoring.option if result.tailoring else None
    path, deployment = (chosen.path, chosen.deployment) if chosen else (result.path, result.deployment)
    hosted = "" if deployment == NO_DEPLOYMENT else said(texts, "deployments", deployment, "name")
    name = said(texts, "paths", path, "name")
    return ResultRow(stored.id, day(stored.created), stored.content_version, name, hosted, stored.id == issued)


def voice_rows(work: Work, content: Content) -> tuple[VoiceRow, ...]:
    """All voices of a case but the consultant's own; comments that are private only for those who work on cases."""
    texts = content.texts[work.signed.language]
    found = [v for v in voices.of_case(work.session, work.record) if v.role != CONSULTANT]
    return tuple(_voice(voice, content, texts, may_read=work.signed.may("consultant")) for voice in found)


def _voice(voice: VoiceRecord, content: Content, texts: Texts, *, may_read: bool) -> VoiceRow:
    asked = questions_for(content.questionnaire, voice.role)
    return VoiceRow(
        number=voice.id,
        role=voice.role,
        role_name=texts.ask("roles", voice.role),
        name=voice.name,
        email=voice.email,
        weight=voice.weight,
        language=voice.case.language,
        invited=day(voice.invited),
        reminded=day(voice.reminded) if voice.reminded else None,
        handed_in=day(voice.handed_in) if voice.handed_in else None,
        answered=sum(question.id in voice.case.raw_answers for question in asked),
        asked=len(asked),
        comment=voice.comment if may_read or not voice.private else "",
        private=voice.private,
    )


def _remark(one: RemarkRecord, members: dict[int, str], today: date) -> RemarkRow:
    return RemarkRow(
        number=one.id,
        author=one.author,
        text=one.text,
        task=one.task,
        assigned=members.get(one.assigned_id or 0, ""),
        due=one.due,
        late=remarks.is_open(one) and one.due is not None and one.due < today,
        day=day(one.created),
        done=one.done is not None,
    )
