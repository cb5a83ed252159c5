"""What the tests of the standard project share: a unit's row, a project read from its file, names and layers in it."""

from qgis.core import QgsGeometry, QgsProject

from kmzb_qgis.editing import belonging


def unit(level, code, name, box, since=None, until=None):
    west, south, east, north = box
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    shape = bytes(QgsGeometry.fromWkt(f"MULTIPOLYGON((({ring})))").asWkb())
    blob = b"GP\x00\x01" + (2180).to_bytes(4, "little") + shape
    return blob, code, level, name, since, until


def read(path):
    project = QgsProject()
    assert project.read(str(path)), project.error()
    return project


def names(group):
    return [node.name() for node in group.children()]


def by_role(project, store):
    return belonging.layers_of(project, store.path)
