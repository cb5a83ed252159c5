-- The work queue's index: all that its list and its counts ask of the open reports, so that neither reads the reports
-- themselves. Only open reports (Nowe, Weryfikacja, Potwierdzone: the catalogue's, held to it by a test) are in it.
-- Deadlines second: reports of one status come out of it ordered by what is due. Queries: store/queue.py.

CREATE INDEX report_queue ON report (status_id, verify_by, read_by, category_id, teryt, unit_id, officer)
WHERE status_id IN (1, 2, 3);

-- Units by name and by what they lie in, without their outlines: a unit's name stands behind its outline in the row, so
-- that reading the names of all units reads all outlines.
CREATE INDEX unit_named ON unit (level, id, name, parent_id, valid_to);
