"""KMZB for QGIS: reports of the national map of safety threats, loaded, digitized and published."""


def classFactory(iface):
    """QGIS Desktop and qgis_process start here. ``iface`` is None where there is no window."""
    from .gui.plugin import KmzbPlugin

    return KmzbPlugin(iface)


def serverClassFactory(server_iface):
    """QGIS Server starts here."""
    from .server.plugin import KmzbServerPlugin

    return KmzbServerPlugin(server_iface)
