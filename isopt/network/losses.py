"""What ways lose as long as they stand, whatever they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.plants import StandingLosses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.network import Arcs, Connections

    Floats = NDArray[np.float64]


def build_standing_losses(
    connections: Connections,
    arcs: Arcs,
    arrival_eur_per_u: Floats,
    arrival_emissions_kg_per_u: Floats,
    arrival_avoided_kg_per_u: Floats,
) -> StandingLosses:
    """List the arcs that lead over ways with a standing loss; what is lost pays nothing of what arriving would.

    What arriving costs, emits and avoids is given per unit arriving, by arc.
    """
    loses = np.append((connections.standing_loss_u > 0).any(axis=1), False)
    arc = np.nonzero(loses[arcs.connection])[0].astype(np.int32)
    return StandingLosses(
        arc=arc,
        connection=arcs.connection[arc],
        cost_eur_per_u=-arrival_eur_per_u[arc],
        emissions_kg_per_u=-arrival_emissions_kg_per_u[:, arc],
        avoided_kg_per_u=-arrival_avoided_kg_per_u[:, arc],
    )
