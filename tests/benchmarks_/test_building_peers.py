"""The peers of the building benchmark write the very program that isopt writes; else their times would mean nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import sparse

from benchmarks.building import with_isopt
from benchmarks.generated import region
from benchmarks.peers import check_covered, numpy_script, pyomo_highs
from isopt.network.build import build_network

if TYPE_CHECKING:
    from isopt.network.network import Network


@pytest.fixture(scope="module")
def net() -> Network:
    net = build_network(region(12, 10, reach_km=200.0, slag_share=0.4))
    assert len(net.left_out)
    assert 0 < len(net.pairs.arc) < len(net.arcs)
    assert len(net.recipe_share[0])
    return net


def linopy_build(net: Network) -> Any:
    pytest.importorskip("linopy", reason="linopy is not installed: it comes with the extra `bench`")
    from benchmarks.peers import linopy_model

    return linopy_model.build(net)


PEERS = {"numpy": numpy_script.build, "linopy": linopy_build, "pyomo": pyomo_highs.build}


@pytest.mark.parametrize(
    "peer", [pytest.param(peer, marks=pytest.mark.needs_extra) if peer == "linopy" else peer for peer in PEERS]
)
def test_peer_writes_the_same_program(peer: str, net: Network) -> None:
    """Proves: same columns, rows and matrix in the same order, hence the same optimum.

    Breaks if: a peer, or isopt, leaves a family, a bound or a cost out.
    """
    ours, theirs = with_isopt(net), PEERS[peer](net)
    for name, array in columns_and_rows(ours).items():
        np.testing.assert_allclose(columns_and_rows(theirs)[name], array, rtol=1e-14, err_msg=name)
    difference = abs(matrix(ours) - matrix(theirs))
    assert difference.max() <= 1e-14 * abs(matrix(ours)).max()
    assert ours.getNumNz() == theirs.getNumNz()
    assert optimum(ours) == pytest.approx(optimum(theirs), rel=1e-6)


def test_peers_refuse_what_they_leave_out(net: Network) -> None:
    """Proves: a network with a family that the peers lack is no ground for comparison."""
    check_covered(net)
    with pytest.raises(ValueError, match="minimum amounts"):
        check_covered(replace(net, pairs=replace(net.pairs, minimum_u=net.pairs.minimum_u + 1.0)))


def columns_and_rows(highs: Any) -> dict[str, np.ndarray]:
    lp = highs.getLp()
    columns, rows = highs.getNumCol(), highs.getNumRow()
    integer = [int(kind) for kind in lp.integrality_] or [0] * columns
    return {
        "size": np.array([columns, rows]),
        "cost": np.array(lp.col_cost_),
        "lower": np.array(lp.col_lower_),
        "upper": np.array(lp.col_upper_),
        "integer": np.array(integer),
        "row lower": np.array(lp.row_lower_),
        "row upper": np.array(lp.row_upper_),
    }


def matrix(highs: Any) -> sparse.csr_array:
    a = highs.getLp().a_matrix_
    shape = (highs.getNumRow(), highs.getNumCol())
    parts = (np.array(a.value_), np.array(a.index_), np.array(a.start_))
    by_column = a.format_.name == "kColwise"
    return sparse.csc_array(parts, shape=shape).tocsr() if by_column else sparse.csr_array(parts, shape=shape)


def optimum(highs: Any) -> float:
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 1e-9)
    highs.run()
    return float(highs.getInfo().objective_function_value)
