"""What can be read off a text without a model: sentences, words, numbers, dates, names, polarity.

Not a stage: the stages share it. Its functions are pure; what they find of a text, and of a word,
is kept in the ``Vocabulary`` of a run, and nowhere else.
"""

from __future__ import annotations
