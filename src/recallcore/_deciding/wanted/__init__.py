"""Why would we contact this patient today, besides the recalls that are due?

Small stages, a room each. Whether contact is allowed is another room's question.
"""

from __future__ import annotations

from recallcore._deciding.found import DecisionStage, Stages
from recallcore._deciding.question import Question
from recallcore._deciding.wanted.agreed import Agreed
from recallcore._deciding.wanted.asleep import Asleep
from recallcore._deciding.wanted.loose_ends import LooseEnds
from recallcore._deciding.wanted.returned import Returned
from recallcore._deciding.wanted.rhythm import RhythmBeats
from recallcore._policy.policy import Policy


class WantedPlan(Stages):
    """The reasons to contact on one day, besides the recalls that are due."""

    def __init__(self, policy: Policy, question: Question) -> None:
        stages: list[DecisionStage] = [Agreed(policy, question), Returned(policy, question)]
        if policy.dormancy is not None:
            loose_ends = LooseEnds(policy.dormancy, policy, question)
            stages += [loose_ends] if loose_ends.finds_any else []
            stages.append(Asleep(policy, question))
        if policy.rhythm is not None:
            stages.append(RhythmBeats(policy.rhythm, policy, question))
        super().__init__(stages)
