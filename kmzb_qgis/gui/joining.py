"""The desk's parts made one: what one part offers of another."""

from __future__ import annotations

from typing import Callable

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import queue_menu, report_layer


def join(queue, verifying, hand_overs, duplicates, change_status: Callable[[], object]) -> None:
    """Put into the work queue's context menu what the other parts do; ``change_status`` is for selected reports."""

    def repeats(fids: list[int]) -> None:
        layer = report_layer.find()
        if layer is None:
            raise KmzbError(tr("No store is open. Open a store first."))
        feature = layer.getFeature(fids[0])
        if not feature.isValid():
            raise KmzbError(tr("Report {number} is not in the layer any more.", number=fids[0]))
        duplicates.ask_about(layer, feature)

    queue.offer(
        {
            queue_menu.VERIFY: lambda fids: verifying.open(start=fids[0]),
            queue_menu.HAND_OVER: hand_overs.hand_over,
            queue_menu.ANSWER: lambda fids: hand_overs.answer_report(fids[0]),
            queue_menu.DUPLICATE: repeats,
            queue_menu.STATUS: lambda _fids: change_status(),
        }
    )
