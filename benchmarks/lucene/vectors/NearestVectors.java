import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

/**
 * Indexes vectors and finds the nearest of others: folder, dimensions, candidates, rounds, file of rows, file of queries,
 * filters ("" for none). benchmarks/nearest_vectors.py says what is in the files and reads what is printed.
 */
final class NearestVectors {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int HITS = 10;

  private NearestVectors() {}

  public static void main(String[] arguments) throws Exception {
    int dims = Integer.parseInt(arguments[1]);
    int candidates = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    float[][] queries = read(Path.of(arguments[5]), dims);
    try (MMapDirectory directory = new MMapDirectory(Path.of(arguments[0]))) {
      index(directory, read(Path.of(arguments[4]), dims));
      System.out.println(Version.LATEST);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        for (int at = 6; at < arguments.length; at++) {
          Query filter = arguments[at].isEmpty() ? null : new TermQuery(new Term("tag", arguments[at]));
          measure(searcher, queries, candidates, filter, rounds);
        }
      }
    }
  }

  private static float[][] read(Path path, int dims) throws IOException {
    ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    float[][] rows = new float[numbers.remaining() / 4 / dims][dims];
    for (float[] row : rows) {
      for (int i = 0; i < dims; i++) {
        row[i] = numbers.getFloat();
      }
    }
    return rows;
  }

  private static void index(MMapDirectory directory, float[][] rows) throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig().setRAMBufferSizeMB(500))) {
      for (int i = 0; i < rows.length; i++) {
        Document document = new Document();
        document.add(new KnnFloatVectorField("vector", rows[i], VectorSimilarityFunction.DOT_PRODUCT));
        if (i % 5 < 3) {
          document.add(new StringField("tag", "most", Field.Store.NO));
        }
        if (i % 10 == 0) {
          document.add(new StringField("tag", "few", Field.Store.NO));
        }
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
  }

  /** Prints the microseconds of CPU per query of the best round, and the documents found. */
  private static void measure(IndexSearcher searcher, float[][] queries, int candidates, Query filter, int rounds)
      throws IOException {
    StringBuilder found = new StringBuilder();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      found.setLength(0);
      long started = THREADS.getCurrentThreadCpuTime();
      for (float[] query : queries) {
        KnnFloatVectorQuery nearest = new KnnFloatVectorQuery("vector", query, candidates, filter);
        for (ScoreDoc hit : searcher.search(nearest, HITS).scoreDocs) {
          found.append(hit.doc).append(' ');
        }
        found.append(';');
      }
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - started);
    }
    System.out.println(best / 1e3 / queries.length + "\t" + found);
  }
}
