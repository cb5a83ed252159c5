// OpenLayers' own formats, without a browser: writes GetFeature requests, reads answers, makes addresses for WMS.
// Standard input: a list of jobs as JSON. Standard output: for each its result, or {"error": words}.
import {DOMImplementation, DOMParser, Node, XMLSerializer} from '@xmldom/xmldom';
import proj4 from 'proj4';
import {readFileSync} from 'node:fs';

// What a browser has: OpenLayers parses with its DOMParser and asks elements for their element children.
globalThis.DOMParser = class extends DOMParser {
  parseFromString(text, type) {
    return super.parseFromString(text, type);
  }
};
globalThis.Node = Node;
const probe = new DOMParser().parseFromString('<a/>', 'text/xml');
const elementProto = Object.getPrototypeOf(probe.documentElement);
for (const proto of [elementProto, Object.getPrototypeOf(probe)]) {
  Object.defineProperty(proto, 'firstElementChild', {
    get() {
      let child = this.firstChild;
      while (child && child.nodeType !== 1) child = child.nextSibling;
      return child;
    },
  });
}
Object.defineProperty(elementProto, 'nextElementSibling', {
  get() {
    let next = this.nextSibling;
    while (next && next.nodeType !== 1) next = next.nextSibling;
    return next;
  },
});

const {registerDocument, registerXMLSerializer} = await import('ol/xml.js');
const {register} = await import('ol/proj/proj4.js');
const {default: WFS} = await import('ol/format/WFS.js');
const {default: GML2} = await import('ol/format/GML2.js');
const {default: GML3} = await import('ol/format/GML3.js');
const {default: GML32} = await import('ol/format/GML32.js');
const {default: GeoJSON} = await import('ol/format/GeoJSON.js');
const {default: ImageWMS} = await import('ol/source/ImageWMS.js');
const {intersects, equalTo, or} = await import('ol/format/filter.js');
const {default: Polygon} = await import('ol/geom/Polygon.js');

const names = (code) => [
  `EPSG:${code}`,
  `urn:ogc:def:crs:EPSG::${code}`,
  `http://www.opengis.net/def/crs/EPSG/0/${code}`,
  `http://www.opengis.net/gml/srs/epsg.xml#${code}`,
];
// As a web page registers the Polish system; 4326 and 3857 are OpenLayers' own
for (const name of names(2180)) {
  proj4.defs(name, '+proj=tmerc +lat_0=0 +lon_0=19 +k=0.9993 +x_0=500000 +y_0=-5300000 +ellps=GRS80 ' +
    '+towgs84=0,0,0,0,0,0,0 +units=m +no_defs +axis=neu');
}
register(proj4);
registerDocument(new DOMImplementation().createDocument(null, null, null));
registerXMLSerializer(new XMLSerializer());

const GML = {'GML 2': GML2, 'GML 3': GML3, 'GML 3.2': GML32};

function filterOf(job) {
  if (job.ids) return or(...job.ids.map((id) => equalTo('id', id)));
  const [w, s, e, n] = job.box;
  const ring = [[w, s], [e, s], [e, n], [w, n], [w, s]];
  return intersects(job.geometry, new Polygon([ring]), job.crs || undefined);
}

const does = {
  // {version, crs, box | ids, ask, geometry, ns, prefix} -> the body of a POST request
  write(job) {
    const options = {
      srsName: job.crs || undefined, featureNS: job.ns, featurePrefix: job.prefix, featureTypes: ['zgloszenia'],
      outputFormat: job.output || undefined,
    };
    if (job.ask === 'bbox') Object.assign(options, {bbox: job.box, geometryName: job.geometry});
    else options.filter = filterOf(job);
    const node = new WFS({version: job.version}).writeGetFeature(options);
    return new XMLSerializer().serializeToString(node);
  },
  // {format, version, ns, body, crs} -> {id: [x, y]}
  read(job) {
    const options = job.crs ? {dataProjection: job.crs} : {};
    const format = job.format === 'GeoJSON'
      ? new GeoJSON()
      : new WFS({
        version: job.version, featureNS: job.ns, featureType: ['zgloszenia'], gmlFormat: new GML[job.format](),
      });
    const text = job.format === 'GeoJSON' ? job.body : new globalThis.DOMParser().parseFromString(job.body, 'text/xml');
    const found = {};
    for (const feature of format.readFeatures(text, job.format === 'GeoJSON' ? {} : options)) {
      found[feature.get('id')] = feature.getGeometry().getCoordinates().slice(0, 2);
    }
    return found;
  },
  // {version, crs, middle, resolution, url} -> the address of a GetFeatureInfo request
  click(job) {
    const source = new ImageWMS({url: job.url, ratio: 1, params: {LAYERS: 'zgloszenia', VERSION: job.version}});
    return source.getFeatureInfoUrl(job.middle, job.resolution, job.crs, {
      INFO_FORMAT: 'application/json', FEATURE_COUNT: 100, QUERY_LAYERS: 'zgloszenia',
    });
  },
};

const results = JSON.parse(readFileSync(0, 'utf8')).map((job) => {
  try {
    return does[job.kind](job);
  } catch (error) {
    return {error: `${error.name}: ${error.message}`.slice(0, 200)};
  }
});
process.stdout.write(JSON.stringify(results));
