import java.io.IOException;
import org.apache.lucene.geo.GeoEncodingUtils;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** A collector of the places of a field. */
abstract class PlacesCollector extends FiguresCollector {
  private final String field;
  private NumericDocValues places;

  PlacesCollector(String field) {
    this.field = field;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    places = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (places.advanceExact(doc)) {
      long place = places.longValue();
      double latitude = GeoEncodingUtils.decodeLatitude((int) (place >>> 32));
      add(latitude, GeoEncodingUtils.decodeLongitude((int) place));
    }
  }

  abstract void add(double latitude, double longitude);
}
