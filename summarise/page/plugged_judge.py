"""A judge that another package brings: ``[briefing] judge = "plugin:NAME"``."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from summarise.config import Config
from summarise.config.tables import PLUGGED
from summarise.errors import ConfigError
from summarise.page.judge import Judge, Question, RulesJudge, Verdict
from summarise.plugins import loaded

log = logging.getLogger(__name__)

_KEY = "briefing.judge"


class PluggedJudge:
    """Asks a plug-in; what it leaves unanswered, and all where it fails, is decided by the rules.

    ``degraded`` then says so in a sentence, for the record of the page.
    """

    def __init__(self, judge: Judge, name: str) -> None:
        self._judge = judge
        self._name = name
        self.degraded: tuple[str, ...] = ()

    def judge(self, questions: Sequence[Question]) -> dict[str, Verdict]:
        """Return a verdict for each question, by its name."""
        verdicts = RulesJudge().judge(questions)
        try:
            found = self._judge.judge(questions)
            said = {name: found[name] for name in verdicts if name in found}
            usable = all(isinstance(one, Verdict) for one in said.values())
        except Exception as error:  # foreign code; its text may hold anything
            log.debug("judge %s failed", self._name, exc_info=True)
            self._note(type(error).__name__)
            return verdicts
        if not usable:
            self._note("it returned something else than verdicts")
            return verdicts
        return verdicts | said

    def _note(self, what: str) -> None:
        self.degraded = (
            f"the judge {self._name} failed ({what}), which is a mistake in its plug-in; what only "
            "raises a doubt is refused",
        )


def plugged_judge(config: Config, environment: Mapping[str, str]) -> PluggedJudge | None:
    """Return the judge that a plug-in brings; None where the config names none of them.

    The plug-in is a class under the entry point ``summarise.judges``, called with the environment.
    Raises ConfigError.
    """
    named = config.briefing.judge
    if not named.startswith(PLUGGED):
        return None
    name = named.removeprefix(PLUGGED)
    made = loaded("judge", name, _KEY)
    try:
        judge: Judge = made(environment)
    except ConfigError:
        raise
    except Exception as error:
        raise ConfigError(
            f'{_KEY}: the judge "{name}" could not be made ({type(error).__name__})'
        ) from error
    if not callable(getattr(judge, "judge", None)):
        raise ConfigError(f'{_KEY}: the judge "{name}" has no method judge')
    return PluggedJudge(judge, name)
