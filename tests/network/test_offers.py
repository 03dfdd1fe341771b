"""Sizes that no plan needs, against the words of the rule, one size after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from isopt.network.offers import Offer, Schedule, undominated

NUMBERS = st.integers(0, 3).map(float)


@st.composite
def offers(draw: st.DrawFn) -> tuple[Offer, np.ndarray, np.ndarray]:
    """Draw some sizes over two lengths and two periods, many of them alike, and what they are cut to."""
    count = draw(st.integers(1, 5))
    column = st.lists(NUMBERS, min_size=count, max_size=count).map(np.array)
    room = draw(st.lists(NUMBERS, min_size=4, max_size=4))
    capacity = np.stack([draw(column), draw(column)], axis=-1)
    lifetime = draw(st.lists(st.sampled_from([10.0, 20.0]), min_size=count, max_size=count).map(np.array))
    sizes = Schedule(
        tuple(f"size_{row}" for row in range(count)),
        capacity,
        draw(column),
        draw(column),
        draw(column),
        draw(column) / 10,
        lifetime,
        1 / lifetime,
    )
    cut = np.minimum(capacity[None], np.array(room).reshape(2, 1, 2))
    return Offer(sizes, sizes, is_between=False), np.array([0.0, 7.0]), cut


@given(offers())
def test_what_costs_no_less_and_carries_no_more_is_needless(drawn: tuple[Offer, np.ndarray, np.ndarray]) -> None:
    """Proves: for each length, going from cheap to dear, a size stays unless one that stayed carries as much throughout.

    Breaks if: two equal sizes drop each other, or one length decides for another.
    """
    offer, km, cut = drawn
    kept = undominated(offer, km, cut)
    for row, length in enumerate(km):
        one = np.array([length])
        yearly = (offer.sizes.capex(one) * offer.sizes.annuity_rate + offer.sizes.fixed_opex(one))[0]
        order = sorted(range(len(yearly)), key=lambda size: (yearly[size], -cut[row, size].sum(), size))
        stay: list[int] = []
        for size in order:
            if not any((cut[row, other] >= cut[row, size]).all() for other in stay):
                stay.append(size)
        assert np.nonzero(kept[row])[0].tolist() == sorted(stay)


def test_of_equals_the_first_stays() -> None:
    """Proves: two sizes alike in all but name leave the first."""
    one = np.ones(2)
    sizes = Schedule(("a", "b"), np.ones((2, 1)), one, one, one, one, one, one)
    offer = Offer(sizes, sizes, is_between=False)
    assert undominated(offer, np.zeros(1), np.ones((1, 2, 1))).tolist() == [[True, False]]
