import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.*;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Reads {"documents": [{"text": ..., "tag": ...}], "similarities": [settings], "queries": [...]} from standard input and writes
 * an array: for each similarity an array, for each query [[document, score], ...].
 */
public final class Similarities {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    JsonNode request = JSON.readTree(System.in);
    ArrayNode answer = JSON.createArrayNode();
    for (JsonNode settings : request.get("similarities")) {
      scores(request, similarity(settings), answer.addArray());
    }
    System.out.println(JSON.writeValueAsString(answer));
  }

  private static void scores(JsonNode request, Similarity similarity, ArrayNode answer) throws Exception {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer()).setSimilarity(similarity);
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        for (JsonNode source : request.get("documents")) {
          Document document = new Document();
          document.add(new TextField("text", source.get("text").asText(), Field.Store.NO));
          if (source.has("tag")) {
            document.add(new StringField("tag", source.get("tag").asText(), Field.Store.NO));
          }
          writer.addDocument(document);
        }
        writer.forceMerge(1);
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(similarity);
        for (JsonNode query : request.get("queries")) {
          search(searcher, query(query), answer.addArray());
        }
      }
    }
  }

  private static void search(IndexSearcher searcher, Query query, ArrayNode hits) throws Exception {
    for (ScoreDoc hit : searcher.search(query, 1000).scoreDocs) {
      hits.addArray().add(hit.doc).add(hit.score);
    }
  }

  private static Query query(JsonNode query) {
    float boost = (float) query.path("boost").asDouble(1);
    String field = query.get("field").asText();
    List<Term> terms = new ArrayList<>();
    query.get("terms").forEach(term -> terms.add(new Term(field, term.asText())));
    return boost == 1 ? plain(query.get("kind").asText(), terms) : new BoostQuery(plain(query.get("kind").asText(), terms), boost);
  }

  private static Query plain(String kind, List<Term> terms) {
    switch (kind) {
      case "term":
        return new TermQuery(terms.get(0));
      case "phrase":
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        terms.forEach(phrase::add);
        return phrase.build();
      case "synonym":
        SynonymQuery.Builder synonyms = new SynonymQuery.Builder(terms.get(0).field());
        terms.forEach(synonyms::addTerm);
        return synonyms.build();
      default:
        BooleanQuery.Builder bool = new BooleanQuery.Builder();
        BooleanClause.Occur occur = kind.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD;
        terms.forEach(term -> bool.add(new TermQuery(term), occur));
        return bool.build();
    }
  }

  private static Similarity similarity(JsonNode settings) {
    switch (settings.get("type").asText()) {
      case "DFR":
        return new DFRSimilarity(basicModel(settings), afterEffect(settings), normalization(settings));
      case "DFI":
        return new DFISimilarity(independence(settings));
      case "IB":
        Distribution distribution =
            settings.get("distribution").asText().equals("ll") ? new DistributionLL() : new DistributionSPL();
        Lambda lambda = settings.get("lambda").asText().equals("df") ? new LambdaDF() : new LambdaTTF();
        return new IBSimilarity(distribution, lambda, normalization(settings));
      case "LMDirichlet":
        return new LMDirichletSimilarity(number(settings, "mu", 2000f));
      case "LMJelinekMercer":
        return new LMJelinekMercerSimilarity(number(settings, "lambda", 0.1f));
      default:
        throw new IllegalArgumentException(settings.toString());
    }
  }

  private static BasicModel basicModel(JsonNode settings) {
    switch (settings.get("basic_model").asText()) {
      case "g":
        return new BasicModelG();
      case "if":
        return new BasicModelIF();
      case "in":
        return new BasicModelIn();
      default:
        return new BasicModelIne();
    }
  }

  private static AfterEffect afterEffect(JsonNode settings) {
    return settings.get("after_effect").asText().equals("b") ? new AfterEffectB() : new AfterEffectL();
  }

  private static Independence independence(JsonNode settings) {
    switch (settings.get("independence_measure").asText()) {
      case "standardized":
        return new IndependenceStandardized();
      case "saturated":
        return new IndependenceSaturated();
      default:
        return new IndependenceChiSquared();
    }
  }

  private static Normalization normalization(JsonNode settings) {
    switch (settings.get("normalization").asText()) {
      case "h1":
        return new NormalizationH1(number(settings, "normalization.h1.c", 1f));
      case "h2":
        return new NormalizationH2(number(settings, "normalization.h2.c", 1f));
      case "h3":
        return new NormalizationH3(number(settings, "normalization.h3.c", 800f));
      case "z":
        return new NormalizationZ(number(settings, "normalization.z.z", 0.30f));
      default:
        return new Normalization.NoNormalization();
    }
  }

  private static float number(JsonNode settings, String name, float otherwise) {
    return settings.has(name) ? Float.parseFloat(settings.get(name).asText()) : otherwise;
  }
}
