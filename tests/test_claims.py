"""Two people call from one list: who is in contact with whom right now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs
import oracle
import pytest
import strategies as facts
from hypothesis import given
from strategies import Case, Draws

import recallcore as rc
from recallcore.presets import PRACTICE_GUIDES

TODAY: Final = date(2026, 11, 20)
PACIFIC: Final = timezone(timedelta(hours=-8))
TEN: Final = datetime(2026, 11, 20, 10, tzinfo=PACIFIC)
HOUR: Final = timedelta(hours=1)
SEEN: Final = [rc.Procedure(on=date(2026, 3, 31), kind=rc.Kind.EXAMINATION)]


def claimed(case: Case, draws: Draws) -> tuple[Case, datetime, str | None]:
    """A case with a claim or two about its day, an instant near an end of one of them, and somebody who asks."""
    around = facts.World(days=[case.as_of], births=[])
    claims = draws.some(2, lambda: facts.in_progress(draws, around), least=1)
    history = attrs.evolve(case.history, circumstances=[*case.history.circumstances, *claims])
    nudge = timedelta(microseconds=draws.pick([0, -1, 1, 10**9]))
    at = draws.pick([end for claim in claims for end in (claim.since, claim.until)]) + nudge
    return case._replace(history=history), at, draws.pick([None, "7", "ana"])


def asked() -> Any:
    def make(draws: Draws) -> tuple[Case, datetime, str | None]:
        return claimed(facts.case(draws), draws)

    drawn = facts.made_by(make, facts.BYTES + 50)
    return drawn.filter(lambda drawn: abs(drawn[1].date() - drawn[0].as_of) <= timedelta(days=1))


def decide(case: Case, **moment: Any) -> rc.Decision:
    return rc.decide(case.history, case.policy, as_of=case.as_of, purpose=case.purpose, **moment)


@pytest.mark.clause("CLM-1", "CLM-2", "CLM-3", "CLM-4")
@facts.times(4)
@given(asked())
def test_the_oracle_answers_the_same_at_an_instant_and_to_a_caller(drawn: tuple[Case, datetime, str | None]) -> None:
    case, at, caller = drawn
    for moment in ((None, caller), (at, None), (at, caller)):
        found, expected = decide(case, at=moment[0], caller=moment[1]), oracle.Patient(*case, *moment)
        assert [(r.code, r.until) for r in found.withheld_by] == [(c.code, c.until) for c in expected.withheld_by]
        assert (found.verdict, found.channels) == (expected.verdict(), expected.channels())


@pytest.mark.clause("CLM-3")
@facts.times(2)
@given(asked())
def test_asking_as_a_caller_is_leaving_out_their_claims(drawn: tuple[Case, datetime, str | None]) -> None:
    case, at, caller = drawn
    others = [c for c in case.history.circumstances if not (isinstance(c, rc.InProgress) and c.by == caller)]
    without = decide(case._replace(history=attrs.evolve(case.history, circumstances=others)), at=at)
    assert decide(case, at=at, caller=caller) == attrs.evolve(
        without, question=attrs.evolve(without.question, caller=caller)
    )


@pytest.mark.clause("CLM-2")
@facts.times(2)
@given(asked())
def test_an_instant_of_the_day_withholds_no_more_than_the_whole_day(drawn: tuple[Case, datetime, str | None]) -> None:
    case, at, caller = drawn
    claims = [c for c in case.history.circumstances if isinstance(c, rc.InProgress)]
    if all(at.astimezone(end.tzinfo).date() == case.as_of for c in claims for end in (c.since, c.until)):
        day, instant = decide(case, caller=caller), decide(case, at=at, caller=caller)
        assert set(instant.withheld_by) <= set(day.withheld_by)


@pytest.mark.clause("CLM-1", "DEC-2")
def test_a_list_is_made_for_one_moment_and_one_caller() -> None:
    def patient(id_: str, *claims: rc.InProgress) -> rc.History:
        return rc.History(patient=rc.Patient(id=id_), completed=SEEN, circumstances=claims)

    base = [
        patient("1"),
        patient("2", rc.InProgress(by="ana", since=TEN, until=TEN + HOUR)),
        patient("3", rc.InProgress(by="ben", since=TEN, until=TEN + HOUR)),
    ]

    def called(**moment: Any) -> list[str]:
        return [d.patient_id for d in rc.call_list(base, PRACTICE_GUIDES, as_of=TODAY, **moment).calls]

    assert called() == ["1"]
    assert called(at=TEN - HOUR) == called(at=TEN + HOUR) == ["1", "2", "3"]
    assert called(at=TEN, caller="ana") == called(caller="ana") == ["1", "2"]
    both = [*rc.decide_all(base, PRACTICE_GUIDES, as_of=TODAY, at=TEN, caller="ben")]
    assert both == [rc.decide(h, PRACTICE_GUIDES, as_of=TODAY, at=TEN, caller="ben") for h in base]
    assert [d.verdict for d in both] == [rc.Verdict.CONTACT, rc.Verdict.WITHHELD, rc.Verdict.CONTACT]
    assert (both[0].question.at, both[0].question.caller) == (TEN, "ben")


@pytest.mark.clause("CLM-1")
def test_the_days_of_a_claim_are_those_of_the_clocks_it_is_written_with() -> None:
    def days(since: datetime, until: datetime) -> tuple[date, date | None]:
        return rc.InProgress(by="ana", since=since, until=until).days

    day = timedelta(days=1)
    assert days(TEN, TEN + HOUR) == (TODAY, TODAY + day)
    assert days(TEN, TEN + day) == (TODAY, TODAY + 2 * day)
    midnight = TEN.replace(hour=0) + day
    assert days(TEN, midnight) == (TODAY, TODAY + day)
    assert days(TEN, midnight + timedelta(microseconds=1)) == (TODAY, TODAY + 2 * day)
    east = midnight - timedelta(minutes=1)  # the 20th here, the 21st there
    assert days(east, (east + HOUR).astimezone(UTC)) == (TODAY, TODAY + 2 * day)
    assert days(east.astimezone(UTC), east + timedelta(seconds=1)) == (TODAY, TODAY + 2 * day)
    far_east = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    assert days(far_east, datetime(1, 1, 1, tzinfo=UTC)) == (date.min, date.min + day)
    far_west = timezone(timedelta(hours=-14))
    assert days(datetime(9999, 12, 31, 9, tzinfo=far_west), datetime(9999, 12, 31, 10, tzinfo=far_west)) == (
        date.max,
        None,
    )


@pytest.mark.clause("CLM-5")
def test_when_the_clocks_go_back_a_claim_ends_after_it_began() -> None:
    zone = ZoneInfo("America/Los_Angeles")  # at two in the morning of 1 November 2026 it is one again
    first, again = (datetime(2026, 11, 1, 1, 45, tzinfo=zone, fold=fold) for fold in (0, 1))
    claim = rc.InProgress(by="ana", since=first, until=again.replace(minute=15))
    assert claim.until - claim.since == timedelta(minutes=30)
    with pytest.raises(rc.FactError, match="until must be after since"):
        rc.InProgress(by="ana", since=again.replace(minute=15), until=first)
    long = datetime(2026, 10, 31, 12, tzinfo=zone)
    assert rc.InProgress(by="ana", since=long, until=long.replace(month=11, day=1, hour=11)).by == "ana"
    with pytest.raises(rc.FactError, match="at most 24 hours"):
        rc.InProgress(by="ana", since=long, until=long.replace(month=11, day=1))


@pytest.mark.clause("CLM-1", "FCT-2")
def test_a_claim_in_another_zone_is_another_claim() -> None:
    claim = rc.InProgress(by="ana", since=TEN, until=TEN + HOUR)
    assert claim == rc.InProgress(by="ana", since=TEN.replace(tzinfo=ZoneInfo("America/Los_Angeles")), until=TEN + HOUR)
    assert claim != rc.InProgress(by="ana", since=TEN.astimezone(UTC), until=TEN + HOUR)


@pytest.mark.clause("CLM-1", "FCT-2")
@pytest.mark.parametrize("end", ["since", "until"])
def test_the_ends_of_a_claim_are_instants(end: str) -> None:
    for wrong, got in ((TEN.replace(tzinfo=None), "a naive datetime"), (TODAY, "date"), (None, "None")):
        ends: dict[str, Any] = {"since": TEN, "until": TEN + HOUR, end: wrong}
        with pytest.raises(rc.FactError, match=f"^InProgress.{end} must be a timezone-aware datetime, got {got}$"):
            rc.InProgress(by="ana", **ends)


@pytest.mark.clause("CLM-2", "DEC-3")
def test_the_moment_and_the_caller_are_checked() -> None:
    def asked_with(**moment: Any) -> tuple[str, ...]:
        with pytest.raises(rc.RequestError) as raised:
            rc.decide_all([], PRACTICE_GUIDES, as_of=TODAY, **moment)
        return raised.value.faults

    naive = "at must be a timezone-aware datetime, got a naive datetime"
    assert asked_with(at=TEN.replace(tzinfo=None), caller=7) == (naive, "caller must be a str, got int")
    assert asked_with(caller=" ") == ("caller must not be empty or blank",)
    assert asked_with(at=TEN + timedelta(days=2)) == ("at must fall within a day of as_of",)
    for near in (-1, 0, 1):
        rc.decide_all([], PRACTICE_GUIDES, as_of=TODAY, at=TEN + timedelta(days=near))
