"""Words of which one says the opposite of the other, by hand, as a thesaurus of English has them.

``DIRECTIONS`` are two ways that nothing goes at once. ``QUALITIES`` may both be true of one report,
of different things in it: they count as opposites next to the same word only. ``VIEWS`` are one
event seen from two sides: they count as opposites behind the same word only.
"""

from __future__ import annotations

from summarise.text.words import stem

Pairs = tuple[tuple[frozenset[str], frozenset[str]], ...]

_DIRECTIONS = """
rise rose increase grow grew gain climb jump surge soar higher
    | fall fell decrease drop decline slide plunge sink sank lower shrink shrank
accept approve back support endorse | reject oppose refuse veto
strengthen | weaken
acquit clear | convict
begin began start open | end finish close shut
arrest detain jail | release free
uphold upheld | strike struck overturn annul
confirm admit acknowledge | deny denied dispute
widen expand | narrow shrink shrank
allow permit legalise | ban forbid outlaw prohibit
hire appoint | fire sack dismiss
double | halve
alive | dead
guilty | innocent
stay | leave left quit
arrive | depart
majority | minority
north northern | south southern
east eastern | west western
"""
_QUALITIES = """
large larger largest big bigger biggest huge | small smaller smallest tiny
high higher highest | low lower lowest
long longer longest lengthy | short shorter shortest brief
strong stronger strongest strength strengthen | weak weaker weakest weakness weaken
older oldest eldest | younger youngest
early earlier earliest | late later latest
fast faster quick quickly rapid rapidly | slow slower slowly
rich wealthy | poor
cheap cheaper inexpensive | expensive costly
easy easier easily simple | hard difficult difficulty complex complicated
hot warm | cold cool
wet | dry
heavy heavier | light lighter
bright | dark
wide wider | narrow narrower
thick | thin
deep | shallow
full | empty
near | far
clean | dirty
safe safety | dangerous danger unsafe
better | worse
best | worst
good | bad
happy glad | sad angry
calm confident | nervous anxious afraid
optimistic optimism | pessimistic pessimism
positive | negative
success succeed successful successfully | failure fail unsuccessful unsuccessfully
improve improvement | worsen deteriorate deterioration
increase | decrease reduce reduction
accelerate | slow decelerate
start begin resume continue | stop end halt suspend pause cease
create creation | destroy destruction
add | remove
include | exclude
enter | exit
encourage | discourage
praise applaud welcome | criticise criticize condemn
love | hate
friend friendly | enemy hostile
remember | forget forgot
profit | loss
surplus | deficit
maximum | minimum
major | minor
senior | junior
first | last
top | bottom
upper | lower
inside indoor | outside outdoor
internal | external
domestic | foreign
public | private
urban | rural
ancient | modern
conservative | liberal
male man men boy | female woman women girl
father | mother
son | daughter
morning | evening
summer | winter
present | absent
present | past
temporary temporarily | permanent permanently
voluntary optional | mandatory compulsory obligatory required
completely entirely fully | partially partly
often frequently usually | rarely seldom
common frequent widespread | rare
true | false
"""
_VIEWS = """
win | lose
buy | sell
lend | borrow
import | export
"""


def _pairs(table: str) -> Pairs:
    """Return the stems of each pair, both ways round."""
    lines = table.replace("\n    |", " |").strip().splitlines()
    sides = [[frozenset(map(stem, s.split())) for s in line.split("|")] for line in lines]
    return tuple(pair for one, other in sides for pair in ((one, other), (other, one)))


DIRECTIONS, QUALITIES, VIEWS = map(_pairs, (_DIRECTIONS, _QUALITIES, _VIEWS))
