"""Which groups of people figures may be given for, so that none is about fewer than five, by subtraction either.

Figures of two overlapping groups can be subtracted: everyone less a group of all but two is about those two. The given
groups cut the people into parts, one for each combination of memberships, and whatever is added and subtracted among
their figures is about whole parts. So a group is given only while every part has enough people in it. This is
complementary cell suppression; the rule is stricter than needed (some combinations could not be told from the figures).
"""

from collections import Counter
from collections.abc import Mapping

LEAST_PEOPLE = 5
EVERYONE = ""
"""The name under which `publishable` has all people together."""


def publishable(groups_of: Mapping[str, frozenset[str]], least: int = LEAST_PEOPLE) -> frozenset[str]:
    """The groups to give figures for, larger ones first; `groups_of` are those of each person."""
    if len(groups_of) < least:
        return frozenset()
    sizes = Counter(group for groups in groups_of.values() for group in groups)
    given, parts = {EVERYONE}, [frozenset(groups_of)]
    for group, _ in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        inside = frozenset(person for person, groups in groups_of.items() if group in groups)
        finer = [part for whole in parts for part in (whole & inside, whole - inside) if part]
        if all(len(part) >= least for part in finer):
            given.add(group)
            parts = finer
    return frozenset(given)


def rounded_down(people: int, to: int = LEAST_PEOPLE) -> int:
    """A count of people that tells of no single one: 5 for 5 to 9, 10 for 10 to 14."""
    return people - people % to
