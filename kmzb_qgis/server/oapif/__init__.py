"""OGC API - Features over a publication: what QGIS Server answers, made to say what the standard asks."""
