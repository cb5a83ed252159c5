"""The table of reports that another may repeat: what citizens wrote is shown, never run."""

from __future__ import annotations

from kmzb_qgis.gui.candidate_table import DESCRIPTION, CandidateTable
from kmzb_qgis.store.duplicate_search import Candidate


def test_a_description_with_markup_is_no_markup_in_its_tip(qgis_app):
    wild = "<img src='file:////obcy/x.png'> <b>pod oknem</b>"
    one = Candidate(1, "KR-1", 11, "Zła organizacja ruchu", 1, "Nowe", True, wild, 0.0, 0.0, 1.0, 1, "r1", 5.0)
    table = CandidateTable(None)
    table.show_rows([one])
    assert table.item(0, DESCRIPTION).text() == wild
    tip = table.item(0, DESCRIPTION).toolTip()
    assert "<img" not in tip and "&lt;img" in tip
    table.deleteLater()
