"""What may be decided: blocks of columns over a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.labels import arc_axes, asset_axes, flow_names, spread
from isopt.formulation.program import Index, Variables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.labels import Axis
    from isopt.network.network import Floats, Network

    Ids = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The blocks of columns. Those by period are laid out entity by entity, its periods side by side."""

    flow: Variables
    r"""Amount entering arc a in period t, in u: :math:`0 \le f_{at} \le M_{at}`."""
    lost: Variables
    r"""Of what enters arc a, what its way loses as long as it stands: :math:`0 \le \ell_{at} \le \Lambda_{ct}`."""
    disposed: Variables
    r"""Amount giver s sends by a route without a site in period t, in u: :math:`0 \le d_{srt} \le S_{st}`."""
    virgin: Variables
    r"""Amount of need k met by today's supplier in period t: :math:`0 \le v_{kt} \le D_{kt}`."""
    activity: Variables
    r"""How much recipe j of a facility runs in period t: :math:`0 \le z_{jt} \le M_{jt}`."""
    bought: Variables
    r"""Amount bought for taker k, at its market or from a supplier of its own: :math:`0 \le \beta_{kt} \le M_{kt}`."""
    sold: Variables
    r"""Amount giver s sells at its market in period t, in u: :math:`0 \le \sigma_{st} \le M_{st}`."""
    level: Variables
    r"""Content of store g at the end of period t, in u: :math:`0 \le L_{gt} \le M_{gt}`."""
    used: Variables
    r"""Whether pair p exchanges at all: :math:`u_p \in \{0, 1\}`."""
    opened: Variables
    r"""Whether anything uses a link or a disposal site c, where that costs: :math:`o_c \in \{0, 1\}`."""
    exchanging: Variables
    r"""Whether a flow with a least amount exchanges at all: :math:`x_s, x_k \in \{0, 1\}`."""
    built: Variables
    r"""Whether an asset is built in a size, or along a stretch between two: :math:`y_b \in \{0, 1\}`."""
    stretch: Variables
    r"""How far along its stretch an asset is built: :math:`0 \le \theta_b \le 1`."""
    standing: Variables
    r"""What stands today, with its yearly cost: :math:`y^0_e = 1`."""
    running: Variables
    r"""Whether a facility with a least load runs in period t: :math:`x_{nt} \in \{0, 1\}`."""
    full: Variables
    r"""Of today: whether a disposal limit is reached, so that later routes may be used: :math:`e_l \in \{0, 1\}`."""

    @property
    def blocks(self) -> tuple[Variables, ...]:
        """All blocks, in the order of their columns."""
        return tuple(getattr(self, name) for name in Decisions.__slots__)


@dataclass(slots=True)
class _Layout:
    """Lays blocks out one after the other."""

    periods: tuple[str, ...]
    start: int = 0

    def block(
        self,
        name: str,
        axes: list[Axis],
        upper: Floats,
        cost: Floats,
        *,
        lower: Floats | None = None,
        yes: bool = False,
    ) -> Variables:
        """Put a block after what is there; `yes`: its columns are yes or no."""
        lower = np.zeros(len(upper)) if lower is None else lower
        made = Variables(name, Index(tuple(axes)), self.start, lower, upper, cost, yes)
        self.start += len(upper)
        return made

    def amounts(self, name: str, axes: list[Axis], upper: Floats, cost: Floats) -> Variables:
        """Lay out amounts by entity and period; `upper` and `cost` have shape (entities, periods)."""
        return self.block(name, spread(axes, self.periods), upper.reshape(-1), cost.reshape(-1))

    def switches(self, name: str, axes: list[Axis], cost: Floats) -> Variables:
        """Lay out decisions of yes or no, with what a yes costs in a year."""
        return self.block(name, axes, np.ones(len(cost)), cost, yes=True)


def decide(net: Network) -> Decisions:
    """Lay out the columns: bounds that the scenario implies, and what each unit adds to combined cost per year."""
    layout = _Layout(net.periods)
    takers, weight = net.takers, net.cost_weight
    with_virgin = np.nonzero(takers.has_virgin)[0]
    return Decisions(
        flow=_flow(net, layout),
        lost=_lost(net, layout),
        disposed=_disposed(net, layout),
        virgin=layout.amounts(
            "virgin",
            [(takers.names, with_virgin)],
            takers.need_u[with_virgin],
            net.combined(takers.virgin_eur_per_u, takers.virgin_emissions_kg_per_u)[with_virgin],
        ),
        activity=layout.amounts(
            "activity",
            [
                (net.facilities.names, net.recipes.facility),
                (net.recipes.name, np.arange(len(net.recipes.name))),
            ],
            net.recipes.upper_activity,
            net.combined(net.recipes.opex_eur, net.recipes.emissions_kg),
        ),
        bought=layout.amounts(
            "bought",
            [(takers.names, net.purchases.taker), (("market", "otherwise"), net.purchases.is_virgin.astype(np.int32))],
            net.purchases.upper_u,
            net.combined(net.purchases.cost_eur_per_u, net.purchases.emissions_kg_per_u),
        ),
        sold=layout.amounts(
            "sold",
            [(net.givers.names, net.sales.giver)],
            net.sales.upper_u,
            weight * -net.sales.price_eur_per_u - credit(net, net.sales.avoided_kg_per_u),
        ),
        level=layout.amounts(
            "level",
            [(net.stores.names, np.arange(len(net.stores.names)))],
            net.stores.upper_u,
            weight * net.stores.holding_eur_per_u,
        ),
        used=layout.switches("used", arc_axes(net, net.pairs.arc), weight * net.pairs.fixed_eur_per_a),
        opened=layout.switches(
            "opened",
            asset_axes(net, net.openings, np.arange(len(net.openings.label))),
            weight * net.openings.fixed_eur_per_a,
        ),
        exchanging=_exchanging(net, layout),
        built=_built(net, layout),
        stretch=_stretch(net, layout),
        standing=_standing(net, layout),
        running=_running(net, layout),
        full=_full(net, layout),
    )


def credit(net: Network, avoided_kg: Floats) -> Floats:
    """Say what avoided emissions (impacts, rows, periods) are worth, where the objective counts them; shape (rows, periods)."""
    if not net.counts_avoided:
        return np.zeros(avoided_kg.shape[1:])
    return np.asarray(np.tensordot(net.impact_weight_eur_per_kg, avoided_kg, axes=1))


def _flow(net: Network, layout: _Layout) -> Variables:
    arcs = net.arcs
    cost = net.combined(arcs.cost_eur_per_u, arcs.emissions_kg_per_u)
    if net.counts_avoided:
        cost = cost - credit(net, arcs.avoided_kg_per_u)
    axes: list[Axis] = [(net.givers.names, arcs.giver), (net.ends, arcs.end), (net.mode_labels, arcs.mode)]
    return layout.amounts("flow", axes, arcs.upper_u, cost)


def _lost(net: Network, layout: _Layout) -> Variables:
    losses, arcs = net.standing_losses, net.arcs
    arriving = (arcs.arrival_share * arcs.upper_u)[losses.arc]
    return layout.amounts(
        "lost",
        arc_axes(net, losses.arc),
        np.minimum(arriving, net.connections.standing_loss_u[losses.connection]),
        net.combined(losses.cost_eur_per_u, losses.emissions_kg_per_u) - credit(net, losses.avoided_kg_per_u),
    )


def _disposed(net: Network, layout: _Layout) -> Variables:
    routes = net.routes
    cost = net.combined(routes.cost_eur_per_u, routes.emissions_kg_per_u)
    if net.counts_avoided:
        cost = cost - credit(net, routes.avoided_kg_per_u)
    axes: list[Axis] = [(net.givers.names, routes.giver), (net.disposal_labels, routes.route)]
    return layout.amounts("disposed", axes, net.givers.given_u[routes.giver], cost)


def _exchanging(net: Network, layout: _Layout) -> Variables:
    flows = flows_with_minimum(net)
    return layout.switches("exchanging", [(flow_names(net), flows)], np.zeros(len(flows)))


def _built(net: Network, layout: _Layout) -> Variables:
    sizes = net.sizes
    axes = [*asset_axes(net, net.assets, sizes.asset), (sizes.name, np.arange(len(sizes.name)))]
    return layout.switches("built", axes, net.cost_weight * (sizes.annuity_eur_per_a + sizes.fixed_opex_eur_per_a))


def _stretch(net: Network, layout: _Layout) -> Variables:
    sizes = net.sizes
    along = np.nonzero(sizes.is_stretch)[0]
    yearly = sizes.stretch_annuity_eur_per_a + sizes.stretch_fixed_opex_eur_per_a
    axes = [*asset_axes(net, net.assets, sizes.asset[along]), (sizes.name, along)]
    return layout.block("stretch", axes, np.ones(len(along)), net.cost_weight * yearly[along])


def _standing(net: Network, layout: _Layout) -> Variables:
    stand = np.nonzero(net.assets.stands)[0]
    ones = np.ones(len(stand))
    cost = net.cost_weight * net.assets.standing_eur_per_a[stand]
    return layout.block("standing", asset_axes(net, net.assets, stand), ones, cost, lower=ones)


def _running(net: Network, layout: _Layout) -> Variables:
    loaded = facilities_with_least_load(net)
    axes = spread([(net.facilities.names, loaded)], net.periods)
    return layout.switches("running", axes, np.zeros(len(loaded) * len(net.periods)))


def _full(net: Network, layout: _Layout) -> Variables:
    limits = limits_that_hold_back(net)
    axes: list[Axis] = [(net.disposal, net.disposal_limits.route[limits]), (net.disposal_limits.label, limits)]
    return layout.switches("full", axes, np.zeros(len(limits)))


def flows_with_minimum(net: Network) -> Ids:
    """List the flows with a least amount: givers by their row, takers after them."""
    return np.nonzero(np.concatenate([net.givers.minimum_u, net.takers.minimum_u]) > 0)[0]


def facilities_with_least_load(net: Network) -> Ids:
    """List the facilities with a `min_load`."""
    return np.nonzero((net.facilities.min_load_share > 0) & (net.facilities.asset >= 0))[0]


def limits_that_hold_back(net: Network) -> Ids:
    """List the disposal limits that must be full before another route is used today."""
    return np.unique(np.concatenate([net.precedence.limit, net.precedence.also[1]]))
